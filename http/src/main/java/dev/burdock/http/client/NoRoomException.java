package dev.burdock.http.client;

/** There is no room for an answer now. */
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NoRoomException() {
    super("answers: too many bytes at once", null, false, false);
  }
}
