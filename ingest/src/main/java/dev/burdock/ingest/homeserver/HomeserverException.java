package dev.burdock.ingest.homeserver;

/** The homeserver did not tell what was asked. */
public final class HomeserverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HomeserverException(String message) {
    super(message);
  }
}
