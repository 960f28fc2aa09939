package dev.burdock.matrix.id;

/**
 * The character and length rules that the identifiers share (specification, appendix "Identifier
 * Grammar").
 */
final class Grammar {
  /** Longest user, room and event id in bytes of UTF-8, sigil and server name included. */
  static final int MAX_BYTES = 255;

  private Grammar() {}

  /** Whether the text is at most 255 bytes of UTF-8 and has neither NUL nor unpaired surrogates. */
  static boolean isBoundedText(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
        bytes += 4;
      } else {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
      if (bytes > MAX_BYTES) {
        return false;
      }
    }
    return true;
  }

  /** Whether the text is one or more of the characters that ids without a domain are made of. */
  static boolean isOpaque(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> isAlphanumeric(c) || "-._~+/=".indexOf(c) >= 0);
  }

  static boolean isAlphanumeric(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isHex(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
