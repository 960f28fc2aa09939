package dev.burdock.matrix;

import java.util.Objects;

/**
 * Input that breaks a rule of the Matrix protocol; the only kind of exception that this module's
 * parsers and checks throw.
 *
 * <p>Unchecked, because parsing happens inside stream pipelines and callbacks. Whoever takes input
 * from a stranger catches this one type and answers with {@link #errcode()}.
 */
public abstract class MatrixException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String errcode;

  /**
   * @param errcode the Matrix error code, such as {@code M_BAD_JSON}
   * @param message what was wrong and what was expected; never holds secrets or event content
   */
  protected MatrixException(String errcode, String message) {
    super(message);
    this.errcode = Objects.requireNonNull(errcode, "errcode");
  }

  /** The error code of the Matrix error form, such as {@code M_BAD_JSON}. */
  public final String errcode() {
    return errcode;
  }
}
