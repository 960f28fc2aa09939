package dev.burdock.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/** Bytes that are not a record of the expected type: final, so they go to the dead-letter topic. */
public final class UnreadableRecordException extends SerializationException {
  private static final long serialVersionUID = 1L;

  public UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
