package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.json.JsonEdits;
import dev.burdock.fanout.sync.json.JsonSpan;
import dev.burdock.fanout.sync.json.MalformedJsonException;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/** {@code /versions} with the flag that says that sticky events are served. */
final class Versions {
  private static final Buffer TRUE = Buffer.buffer("true");

  private Versions() {}

  static UpstreamResponse flagged(UpstreamResponse answer) {
    try {
      JsonSpan root = JsonSpan.of(answer.decoded());
      JsonSpan features = root.get("unstable_features").filter(JsonSpan::isObject).orElse(null);
      if (features == null) {
        Buffer object = Buffer.buffer("{\"" + StickyNames.UNSTABLE_FEATURE + "\":true}");
        return answer.with(
            new JsonEdits(root)
                .members(root, Set.of(), Map.of("unstable_features", object))
                .apply());
      }
      JsonSpan flag = features.get(StickyNames.UNSTABLE_FEATURE).orElse(null);
      JsonEdits edits = new JsonEdits(root);
      if (flag != null) {
        edits.replace(flag, TRUE);
      } else {
        edits.members(features, Set.of(), Map.of(StickyNames.UNSTABLE_FEATURE, TRUE));
      }
      return answer.with(edits.apply());
    } catch (MalformedJsonException | UncheckedIOException e) {
      return answer;
    }
  }
}
