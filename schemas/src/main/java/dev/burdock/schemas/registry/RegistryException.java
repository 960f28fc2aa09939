package dev.burdock.schemas.registry;

/**
 * The schema registry did not do what was asked; {@link #isRetriable()} tells whether asking again
 * can help.
 */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean retriable;

  public RegistryException(String message, boolean retriable, Throwable cause) {
    super(message, cause);
    this.retriable = retriable;
  }

  /** The registry was away, failed, or is none; it did not refuse. */
  public boolean isRetriable() {
    return retriable;
  }
}
