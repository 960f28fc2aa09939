package dev.burdock.matrix.id;

import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.text.Printable;

/** A text that is not the identifier it should be; {@code M_INVALID_PARAM}. */
public final class InvalidIdException extends MatrixException {
  private static final long serialVersionUID = 1L;

  private static final int SHOWN = 64;

  InvalidIdException(String kind, String value, String expected) {
    super("M_INVALID_PARAM", kind + ": " + shown(value) + " (expected: " + expected + ")");
  }

  /** The value made safe for a log line. */
  private static String shown(String value) {
    return value == null ? "null" : '"' + Printable.of(value, SHOWN) + '"';
  }
}
