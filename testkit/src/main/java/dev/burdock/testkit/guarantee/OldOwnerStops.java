package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Moved;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.stream.Stream;

/** After a partition moved, its old owner finishes at most the transaction in flight. */
final class OldOwnerStops implements Guarantee {
  @Override
  public int number() {
    return 8;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    long slack = bounds.slack().toMillis();
    return history.all(Moved.class).stream()
        .flatMap(
            moved ->
                moved.destinations().stream()
                    .flatMap(
                        destination -> {
                          long late = late(history, moved, destination, slack);
                          return late <= 1
                              ? Stream.empty()
                              : Stream.of(
                                  moved.oldWorker()
                                      + " sent "
                                      + late
                                      + " transactions to "
                                      + destination
                                      + " after it had lost it");
                        }));
  }

  private static long late(History history, Moved moved, String destination, long slack) {
    return history.all(Send.class).stream()
        .filter(send -> send.destination().equals(destination))
        .filter(send -> send.worker().equals(moved.oldWorker()))
        .filter(send -> send.startedAt() > moved.at() + slack)
        .count();
  }
}
