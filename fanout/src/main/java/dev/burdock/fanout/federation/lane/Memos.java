package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.Memo.Keeping;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps what is remembered of lanes equal to what they are. */
final class Memos {
  /** How much later than needed an end is remembered, so that it is not written with every PDU. */
  private static final long AHEAD_MS = 300_000;

  private final Memory memory;

  Memos(Memory memory) {
    this.memory = memory;
  }

  /** Writes what changed; completes when it is durable. */
  CompletionStage<Void> write(Lane lane) {
    Memo memo = of(lane);
    if (!memo.equals(lane.memo)) {
      lane.memo = memo;
      lane.written = memory.write(lane.partition, lane.destination, memo);
    }
    return lane.written;
  }

  private static Memo of(Lane lane) {
    Optional<String> retired = Optional.ofNullable(lane.retiring);
    long retryTs = lane.state.dueTs();
    if (lane.state instanceof LaneState.BackingOff b) {
      return new Memo(
          keeping(lane),
          b.failures(),
          b.sinceTs(),
          retryTs,
          b.kind().label(),
          b.error(),
          lane.pending,
          behindSince(lane),
          behindUntil(lane),
          behindOffset(lane),
          retired);
    }
    return new Memo(
        keeping(lane),
        0,
        0,
        retryTs,
        "",
        "",
        lane.pending,
        behindSince(lane),
        behindUntil(lane),
        behindOffset(lane),
        retired);
  }

  private static Keeping keeping(Lane lane) {
    if (lane.backlog instanceof Backlog.InTopic) {
      return Keeping.TOPIC;
    }
    if (lane.backlog instanceof Backlog.Moving moving && moving.topicId != null) {
      return Keeping.TOPIC;
    }
    boolean cursor = lane.backlog instanceof Behind || settling(lane);
    return cursor ? Keeping.CURSOR : Keeping.MEMORY;
  }

  /** Whether the cursor of a lane that is caught up must be remembered for some more time. */
  private static boolean settling(Lane lane) {
    return lane.backlog instanceof Backlog.InMemory && lane.coveredOffset >= 0;
  }

  private static long behindSince(Lane lane) {
    if (settling(lane)) {
      return lane.memo.behindSinceTs();
    }
    return lane.backlog instanceof Behind behind ? behind.sinceTs : 0;
  }

  private static long behindOffset(Lane lane) {
    if (settling(lane)) {
      return lane.memo.behindOffset();
    }
    return lane.backlog instanceof Behind behind ? behind.offset() : -1;
  }

  private static long behindUntil(Lane lane) {
    if (settling(lane)) {
      return lane.memo.behindUntilTs();
    }
    if (!(lane.backlog instanceof Behind behind)) {
      return 0;
    }
    boolean covered = lane.memo.behindUntilTs() >= behind.untilTs;
    return covered ? lane.memo.behindUntilTs() : behind.untilTs + AHEAD_MS;
  }
}
