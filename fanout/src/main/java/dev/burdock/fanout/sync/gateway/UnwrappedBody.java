package dev.burdock.fanout.sync.gateway;

import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The body of a sliding sync as the homeserver alone understands it: {@code pos} is its own, and so
 * is the extension's {@code since}; one without a part of the homeserver's is left out, so that
 * everything unexpired is given once more.
 */
final class UnwrappedBody {
  private static final String SINCE = "since";
  private static final Pattern OURS_ALONE = Pattern.compile("b[0-9][A-Za-z0-9_-]*");

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
            .filter(extension -> extension.get(SINCE).isPresent())
            .ifPresent(extension -> unwrap(extension, edits));
      }
      return Buffer.buffer(edits.apply());
    } catch (InvalidJsonException e) {
      return body;
    }
  }

  private static void unwrap(JsonSpan extension, JsonEdits edits) {
    JsonSpan since = extension.get(SINCE).orElseThrow();
    String theirs = WrappedToken.parse(since.text()).upstream();
    if (theirs.isEmpty() || OURS_ALONE.matcher(since.text()).matches()) {
      edits.members(extension, Set.of(SINCE), Map.of());
    } else if (WrappedToken.mayBe(since.text())) {
      edits.replace(since, JsonEdits.quoted(theirs));
    }
  }
}
