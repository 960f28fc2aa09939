package dev.burdock.ingest.publish;

/** Kafka did not acknowledge in time; the same can be tried again. */
public final class PublishException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
