package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;

/**
 * The body of a sliding sync as the homeserver alone understands it: {@code pos} is its own, and a
 * {@code since} of ours in the extension is left out, so that everything unexpired is given once
 * more.
 */
final class UnwrappedBody {
  private static final String SINCE = "since";

  private UnwrappedBody() {}

  /** The same bytes when there is nothing of ours in them, or they are no JSON object. */
  static Buffer of(Buffer body) {
    try {
      JsonSpan root = JsonSpan.of(body.getBytes());
      JsonEdits edits = new JsonEdits(root);
      root.get("pos")
          .map(JsonSpan::text)
          .filter(WrappedToken::mayBe)
          .ifPresent(
              pos ->
                  edits.replace(
                      root.get("pos").orElseThrow(),
                      JsonEdits.quoted(WrappedToken.parse(pos).upstream())));
      for (String name : SlidingRequest.EXTENSIONS) {
        root.at("extensions", name)
            .filter(extension -> extension.get(SINCE).filter(UnwrappedBody::isOurs).isPresent())
            .ifPresent(extension -> edits.members(extension, Set.of(SINCE), Map.of()));
      }
      return Buffer.buffer(edits.apply());
    } catch (InvalidJsonException e) {
      return body;
    }
  }

  private static boolean isOurs(JsonSpan since) {
    return TokenCodec.decode(since.text()).isPresent();
  }
}
