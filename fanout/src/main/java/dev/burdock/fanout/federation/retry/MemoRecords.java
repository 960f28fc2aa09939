package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.Memo.Keeping;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.destination.LaneKind;
import java.util.Optional;

/** What is remembered of a destination, as a record of topic destinations and back. */
final class MemoRecords {
  private MemoRecords() {}

  static DestinationState record(Memo memo, long nowTs) {
    return DestinationState.newBuilder()
        .setLane(LaneKind.valueOf(memo.keeping().name()))
        .setFailures(memo.failures())
        .setSinceTs(memo.sinceTs())
        .setRetryTs(memo.retryTs())
        .setKind(memo.kind())
        .setLastError(memo.error())
        .setPending(memo.pending())
        .setBehindSinceTs(memo.behindSinceTs())
        .setBehindUntilTs(memo.behindUntilTs())
        .setBehindOffset(memo.behindOffset())
        .setRetiredTopic(memo.retired().orElse(null))
        .setWrittenTs(nowTs)
        .build();
  }

  static Memo memo(DestinationState state) {
    return new Memo(
        Keeping.valueOf(state.getLane().name()),
        state.getFailures(),
        state.getSinceTs(),
        state.getRetryTs(),
        state.getKind(),
        state.getLastError(),
        state.getPending(),
        state.getBehindSinceTs(),
        state.getBehindUntilTs(),
        state.getBehindOffset(),
        Optional.ofNullable(state.getRetiredTopic()));
  }
}
