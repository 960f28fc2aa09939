package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.schemas.destination.DestinationState;

/** Lets tests in other packages read records of topic destinations as this package does. */
public final class MemoReads {
  private MemoReads() {}

  /** What the record says. */
  public static Memo first(DestinationState state) {
    return MemoRecords.memo(state);
  }

  /** What it says once it was written again. */
  public static Memo again(DestinationState state) {
    return MemoRecords.memo(MemoRecords.record(first(state), 1));
  }
}
