package dev.burdock.ingest.keys;

import java.util.concurrent.RejectedExecutionException;

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

  /** Whether a fetch failed because we had no place or thread for it. */
  static boolean isOurs(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RejectedExecutionException
          || (cause instanceof KeysUnavailableException keys && keys.busy)) {
        return true;
      }
    }
    return false;
  }

  /** It is not the server's doing: too many others are being asked. */
  public boolean isBusy() {
    return busy;
  }
}
