package dev.burdock.fanout.sync.http;

/** A failure that a client is told as it is. */
public final class MatrixFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient MatrixError error;

  public MatrixFailure(MatrixError error) {
    super(error.code(), null, false, false);
    this.error = error;
  }

  public MatrixError error() {
    return error;
  }
}
