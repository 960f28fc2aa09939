package dev.burdock.deploy.destinations;

import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.destination.LaneKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Destinations for tests. */
final class DestinationSamples {
  static final long NOW = 1_790_000_000_000L;
  static final String TOPIC_ID = "MkTopicId000000000000A";

  private DestinationSamples() {}

  /** A lane of one failure more than none, a minute ago, tried again in 10 s. */
  static DestinationState.Builder failing(LaneKind lane) {
    return DestinationState.newBuilder()
        .setLane(lane)
        .setFailures(1)
        .setSinceTs(NOW - 60_000)
        .setRetryTs(NOW + 10_000)
        .setKind("timeout")
        .setLastError("no answer within 60 s")
        .setPending(List.of())
        .setWrittenTs(NOW - 1_000);
  }

  /** A lane that does not fail. */
  static DestinationState.Builder waiting(LaneKind lane) {
    return failing(lane).setFailures(0).setSinceTs(0).setRetryTs(0).setKind("").setLastError("");
  }

  static DestinationRow row(String name, DestinationState.Builder state) {
    return new DestinationRow(
        name, Optional.of(DestinationStatus.of(state.build())), Optional.empty());
  }

  static DestinationRow row(String name, DestinationState.Builder state, long waiting) {
    return new DestinationRow(
        name, Optional.of(DestinationStatus.of(state.build())), Optional.of(backlog(waiting)));
  }

  /** A retry topic that nobody worked on. */
  static RetryBacklog backlog(long waiting) {
    return new RetryBacklog("burdock.retry.x", TOPIC_ID, 0, waiting, OptionalLong.empty());
  }
}
