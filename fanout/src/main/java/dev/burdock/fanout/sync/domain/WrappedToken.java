package dev.burdock.fanout.sync.domain;

/**
 * A homeserver's token with ours before it, as clients of the gateway hold it: {@code ours.theirs}.
 *
 * @param sticky our part; empty when the client has never had one
 * @param upstream the homeserver's part, as it came
 */
public record WrappedToken(String sticky, String upstream) {
  /** Chars of our part: no token of ours is longer. */
  private static final int MAX_STICKY = 1 << 18;

  /** The two parts; a text without our part is the homeserver's alone. */
  public static WrappedToken parse(String text) {
    int end = stickyEnd(text);
    return end < 0
        ? new WrappedToken("", text)
        : new WrappedToken(text.substring(0, end), text.substring(end + 1));
  }

  /** Whether a text looks like a token with a part of ours. */
  public static boolean mayBe(String text) {
    return stickyEnd(text) >= 0;
  }

  /** Whether a text may hold one of ours; cheap. */
  public static boolean mayBeIn(String text) {
    return text.contains("=b") && text.indexOf('.') >= 0;
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    return sticky.isEmpty() ? upstream : sticky + "." + upstream;
  }

  /**
   * Where the dot behind our part is, {@code b}, a digit, then base64url; -1 without such a part.
   */
  private static int stickyEnd(String text) {
    if (text.length() < 2 || text.charAt(0) != 'b' || !isDigit(text.charAt(1))) {
      return -1;
    }
    int at = 2;
    while (at < text.length() && at <= MAX_STICKY && isBase64(text.charAt(at))) {
      at++;
    }
    return at < text.length() && at <= MAX_STICKY && text.charAt(at) == '.' ? at : -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isBase64(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  }
}
