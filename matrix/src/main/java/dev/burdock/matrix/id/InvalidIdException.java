package dev.burdock.matrix.id;

import dev.burdock.matrix.MatrixException;

/** A text that is not the identifier it should be; {@code M_INVALID_PARAM}. */
public final class InvalidIdException extends MatrixException {
  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 64;

  InvalidIdException(String kind, String value, String expected) {
    super("M_INVALID_PARAM", kind + ": " + shown(value) + " (expected: " + expected + ")");
  }

  /** The value made safe for a log line: bounded, control characters replaced. */
  private static String shown(String value) {
    if (value == null) {
      return "null";
    }
    String head = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    StringBuilder out = new StringBuilder(head.length() + 2).append('"');
    head.chars().forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
    return out.append('"').toString();
  }
}
