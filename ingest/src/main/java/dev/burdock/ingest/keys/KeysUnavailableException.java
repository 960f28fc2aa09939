package dev.burdock.ingest.keys;

/** A server's key is not to be had now. */
public final class KeysUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean busy;

  private KeysUnavailableException(String message, boolean busy, Throwable cause) {
    super(message, cause);
    this.busy = busy;
  }

  static KeysUnavailableException of(String message, Throwable cause) {
    return new KeysUnavailableException(message, false, cause);
  }

  static KeysUnavailableException busy() {
    return new KeysUnavailableException("too many servers are asked for their keys", true, null);
  }

  /** It is not the server's doing: too many others are being asked. */
  public boolean isBusy() {
    return busy;
  }
}
