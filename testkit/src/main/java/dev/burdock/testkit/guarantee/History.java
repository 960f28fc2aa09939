package dev.burdock.testkit.guarantee;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Everything that was observed of one run, in the order in which it was told; thread-safe. */
public final class History {
  private final List<Observation> observations = new ArrayList<>();
  private final Map<Class<?>, List<Observation>> byKind = new HashMap<>();

  /** A history that already holds {@code observations}. */
  public static History of(Observation... observations) {
    History history = new History();
    for (Observation observation : observations) {
      history.add(observation);
    }
    return history;
  }

  /** What was told so far. */
  public synchronized History copy() {
    return of(observations.toArray(new Observation[0]));
  }

  public synchronized void add(Observation observation) {
    observations.add(observation);
    byKind.computeIfAbsent(observation.getClass(), kind -> new ArrayList<>()).add(observation);
  }

  /** Writes all of it, a line each, for somebody who asks what happened. */
  public void writeTo(Path file) throws IOException {
    Files.write(file, since(0).stream().map(Object::toString).toList());
  }

  /** The observations after the first {@code count}. */
  public synchronized List<Observation> since(int count) {
    return List.copyOf(observations.subList(count, observations.size()));
  }

  /** The observations of one kind, which is a record. */
  public <T extends Observation> List<T> all(Class<T> kind) {
    List<Observation> all;
    synchronized (this) {
      all = List.copyOf(byKind.getOrDefault(kind, List.of()));
    }
    return all.stream().map(kind::cast).toList();
  }

  /** The observations of one kind by what {@code key} says, each list in order of telling. */
  public <T extends Observation, K> Map<K, List<T>> by(Class<T> kind, Function<T, K> key) {
    return all(kind).stream().collect(Collectors.groupingBy(key));
  }

  /** The acknowledged events by id. */
  public Map<String, Observation.Acknowledged> events() {
    return all(Observation.Acknowledged.class).stream()
        .collect(
            Collectors.toMap(
                Observation.Acknowledged::eventId, Function.identity(), (first, again) -> first));
  }

  /** When each redacted event was redacted, ms. */
  public Map<String, Long> withdrawals() {
    return all(Observation.Withdrawn.class).stream()
        .collect(
            Collectors.toMap(Observation.Withdrawn::eventId, Observation.Withdrawn::at, Math::min));
  }
}
