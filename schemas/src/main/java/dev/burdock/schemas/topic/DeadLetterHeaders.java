package dev.burdock.schemas.topic;

/** Headers of the records of {@link Topic#DEAD_LETTER}; their names are public API. UTF-8 texts. */
public final class DeadLetterHeaders {
  /** Why the record could not be taken, one sentence. */
  public static final String REASON = "burdock.reason";

  /** Where it came from: a feed's name, or {@code topic-partition@offset}. */
  public static final String SOURCE = "burdock.source";

  private DeadLetterHeaders() {}
}
