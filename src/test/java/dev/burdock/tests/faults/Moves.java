package dev.burdock.tests.faults;

import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation.Moved;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Destinations that go from one federation worker to another, by the addresses they send from. */
public final class Moves {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final History history;
  private final Run run;

  public Moves(History history, Run run) {
    this.history = history;
    this.run = run;
  }

  /** The destinations that a worker was the last to send to. */
  public Set<String> destinationsOf(String worker) {
    Map<String, Send> last =
        history.all(Send.class).stream()
            .collect(Collectors.toMap(Send::destination, send -> send, (early, late) -> late));
    return last.values().stream()
        .filter(send -> send.worker().equals(worker))
        .map(Send::destination)
        .collect(Collectors.toSet());
  }

  /** Waits until another worker has sent to each of them; says when it did so first. */
  public List<Moved> await(Set<String> destinations, String old, String other) {
    long from = run.now();
    Awaitility.await("destinations move to " + other + " " + run)
        .atMost(PATIENCE)
        .until(() -> firstSends(other, from).keySet().containsAll(destinations));
    return firstSends(other, from).entrySet().stream()
        .filter(first -> destinations.contains(first.getKey()))
        .map(first -> new Moved(Set.of(first.getKey()), old, first.getValue()))
        .toList();
  }

  private Map<String, Long> firstSends(String worker, long from) {
    return history.all(Send.class).stream()
        .filter(send -> send.worker().equals(worker) && send.startedAt() > from)
        .collect(Collectors.toMap(Send::destination, Send::startedAt, Math::min));
  }
}
