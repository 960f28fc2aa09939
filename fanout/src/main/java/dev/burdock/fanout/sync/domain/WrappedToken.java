package dev.burdock.fanout.sync.domain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A homeserver's token with ours before it, as clients of the gateway hold it: {@code ours.theirs}.
 *
 * @param sticky our part; empty when the client has never had one
 * @param upstream the homeserver's part, as it came
 */
public record WrappedToken(String sticky, String upstream) {
  private static final Pattern WRAPPED = Pattern.compile("(b\\d+[A-Za-z0-9_-]*)\\.(.*)");

  /** The two parts; a text without our part is the homeserver's alone. */
  public static WrappedToken parse(String text) {
    Matcher wrapped = WRAPPED.matcher(text);
    return wrapped.matches()
        ? new WrappedToken(wrapped.group(1), wrapped.group(2))
        : new WrappedToken("", text);
  }

  /** Whether a text looks like a token with a part of ours. */
  public static boolean mayBe(String text) {
    return WRAPPED.matcher(text).matches();
  }

  /** Whether a text may hold one of ours; cheap. */
  public static boolean mayBeIn(String text) {
    return text.contains("=b") && text.indexOf('.') >= 0;
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    return sticky.isEmpty() ? upstream : sticky + "." + upstream;
  }
}
