package dev.burdock.fanout.sync.gateway;

import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/** {@code /versions} with the flag that says that sticky events are served. */
final class Versions {
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final Map<String, byte[]> FLAG = Map.of(StickyNames.UNSTABLE_FEATURE, TRUE);

  private Versions() {}

  static UpstreamResponse flagged(UpstreamResponse answer) {
    try {
      JsonSpan root = JsonSpan.of(answer.decoded());
      JsonSpan features = root.get("unstable_features").filter(JsonSpan::isObject).orElse(null);
      if (features == null) {
        Map<String, byte[]> object = Map.of("unstable_features", JsonEdits.object(FLAG));
        return answer.with(
            Buffer.buffer(new JsonEdits(root).members(root, Set.of(), object).apply()));
      }
      JsonSpan flag = features.get(StickyNames.UNSTABLE_FEATURE).orElse(null);
      JsonEdits edits = new JsonEdits(root);
      if (flag != null) {
        edits.replace(flag, TRUE);
      } else {
        edits.members(features, Set.of(), FLAG);
      }
      return answer.with(Buffer.buffer(edits.apply()));
    } catch (InvalidJsonException | UncheckedIOException e) {
      return answer;
    }
  }
}
