package dev.burdock.http.domain;

/** Classes of characters of RFC 9110 and 9112. */
final class Ascii {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private Ascii() {}

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHex(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** Part of a method or of the name of a header. */
  static boolean isToken(int c) {
    return isDigit(c)
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c > ' ' && c < 0x7f && TOKEN_MARKS.indexOf(c) >= 0);
  }

  static boolean isVisible(int c) {
    return c > ' ' && c < 0x7f;
  }

  /** Part of the value of a header: no control but the tabulator. */
  static boolean isField(int c) {
    return c == '\t' || (c >= ' ' && c != 0x7f);
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }
}
