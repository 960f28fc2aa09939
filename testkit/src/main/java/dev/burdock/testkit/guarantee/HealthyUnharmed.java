package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Phase;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * With some destinations dead, the p99 from acknowledgement to a healthy one stays within a ratio
 * of the p99 to the same ones without the dead, in one run.
 */
public final class HealthyUnharmed implements Guarantee {
  private static final double P99 = 0.99;

  @Override
  public int number() {
    return 6;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    OptionalLong calm = p99(history, Phase.Kind.CALM);
    OptionalLong hurt = p99(history, Phase.Kind.HURT);
    if (calm.isEmpty() || hurt.isEmpty()) {
      return Stream.empty();
    }
    double ratio = (double) hurt.getAsLong() / Math.max(1, calm.getAsLong());
    return ratio <= bounds.ratio()
        ? Stream.empty()
        : Stream.of(
            String.format(
                Locale.ROOT,
                "p99 of healthy destinations %d ms with dead ones beside them, %d ms without (%.2f)",
                hurt.getAsLong(),
                calm.getAsLong(),
                ratio));
  }

  /** The p99 from acknowledgement to the destinations that are dead in no phase, ms. */
  public static OptionalLong p99(History history, Phase.Kind kind) {
    List<Long> latencies = latencies(history, kind);
    return latencies.stream()
        .skip((long) Math.floor(Math.max(0, latencies.size() * P99 - 1)))
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** From acknowledgement to the destinations that are dead in no phase, ms, ascending. */
  public static List<Long> latencies(History history, Phase.Kind kind) {
    List<Phase> phases = history.all(Phase.class);
    Set<String> dead =
        phases.stream().flatMap(phase -> phase.dead().stream()).collect(Collectors.toSet());
    List<Long> latencies = new ArrayList<>();
    Map<String, Acknowledged> events = history.events();
    Set<List<String>> had = new HashSet<>();
    for (Send send : history.all(Send.class)) {
      if (!send.result().processed() || dead.contains(send.destination())) {
        continue;
      }
      for (String id : send.eventIds()) {
        Acknowledged event = events.get(id);
        if (event != null
            && within(event.at(), phases, kind)
            && had.add(List.of(send.destination(), id))) {
          latencies.add(Math.max(0, send.startedAt() - event.at()));
        }
      }
    }
    return latencies.stream().sorted().toList();
  }

  private static boolean within(long at, List<Phase> phases, Phase.Kind kind) {
    return phases.stream()
        .anyMatch(phase -> phase.kind() == kind && phase.from() <= at && at < phase.to());
  }
}
