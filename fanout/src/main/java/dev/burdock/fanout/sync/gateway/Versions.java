package dev.burdock.fanout.sync.gateway;

import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.util.Map;

/** {@code /versions} with the flag that says that sticky events are served. */
final class Versions {
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final Map<String, byte[]> FLAG = Map.of(StickyNames.UNSTABLE_FEATURE, TRUE);

  private Versions() {}

  static UpstreamResponse flagged(UpstreamResponse answer) {
    try {
      JsonSpan root = JsonSpan.of(answer.decoded());
      if (!root.isObject()) {
        return answer;
      }
      JsonSpan features = root.get("unstable_features").filter(JsonSpan::isObject).orElse(null);
      JsonEdits edits =
          features == null
              ? new JsonEdits(root).set(root, "unstable_features", JsonEdits.object(FLAG))
              : new JsonEdits(root).set(features, StickyNames.UNSTABLE_FEATURE, TRUE);
      return answer.with(Buffer.buffer(edits.apply()));
    } catch (InvalidJsonException | UncheckedIOException e) {
      return answer;
    }
  }
}
