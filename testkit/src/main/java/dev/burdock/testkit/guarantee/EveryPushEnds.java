package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Disruption;
import dev.burdock.testkit.guarantee.Observation.Ended;
import dev.burdock.testkit.guarantee.Observation.Moved;
import dev.burdock.testkit.guarantee.Observation.Pushed;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The balance of topics outbound and outcomes: every push to a destination has one end once its
 * destination took the event, or it ended to be sticky (R34); and what has an end was pushed. After
 * a crash, or where destinations moved, an end may be told again.
 */
public final class EveryPushEnds implements Guarantee {

  /** What names a push. */
  private record Key(String destination, String eventId, long queuedTs) {}

  @Override
  public int number() {
    return 9;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    Map<Key, Pushed> pushes =
        history.all(Pushed.class).stream()
            .collect(Collectors.toMap(EveryPushEnds::key, push -> push, (first, again) -> first));
    Map<Key, List<Ended>> ends =
        history.all(Ended.class).stream().collect(Collectors.groupingBy(EveryPushEnds::key));
    List<String> words = new ArrayList<>();
    unaccounted(history, bounds.observedUntil() - bounds.wake().toMillis(), pushes, ends, words);
    ends.forEach(
        (key, told) -> {
          if (!pushes.containsKey(key) && !told.get(0).brought()) {
            words.add(words(key) + " has an end, and was never pushed");
          }
          if (told.size() > 1 && !excused(history, told)) {
            words.add(words(key) + " has " + told.size() + " ends");
          }
        });
    return words.stream();
  }

  /** How many pushes should have an end, and have none. */
  public static long unaccounted(History history, long now) {
    List<String> words = new ArrayList<>();
    unaccounted(
        history,
        now,
        history.all(Pushed.class).stream()
            .collect(Collectors.toMap(EveryPushEnds::key, push -> push, (first, again) -> first)),
        history.all(Ended.class).stream().collect(Collectors.groupingBy(EveryPushEnds::key)),
        words);
    return words.size();
  }

  private static void unaccounted(
      History history,
      long expiredBy,
      Map<Key, Pushed> pushes,
      Map<Key, List<Ended>> ends,
      List<String> words) {
    Map<List<String>, Long> taken = taken(history);
    pushes.forEach(
        (key, push) -> {
          long at = taken.getOrDefault(List.of(key.destination(), key.eventId()), -1L);
          boolean due = at >= push.queuedTs() || push.endTs() < expiredBy;
          if (due && !ends.containsKey(key)) {
            words.add(words(key) + " has no end");
          }
        });
  }

  /** When each destination took each event last. */
  private static Map<List<String>, Long> taken(History history) {
    Map<List<String>, Long> taken = new HashMap<>();
    for (Send send : history.all(Send.class)) {
      if (send.result() == Result.ACCEPTED) {
        send.eventIds()
            .forEach(
                id -> taken.merge(List.of(send.destination(), id), send.startedAt(), Math::max));
      }
    }
    return taken;
  }

  private static boolean excused(History history, List<Ended> told) {
    TreeSet<Long> times =
        told.stream().map(Ended::at).collect(Collectors.toCollection(TreeSet::new));
    return history.all(Disruption.class).stream()
            .anyMatch(hurt -> hurt.from() <= times.last() && hurt.to() >= times.first())
        || history.all(Moved.class).stream()
            .anyMatch(moved -> moved.at() <= times.last() && moved.at() >= times.first());
  }

  private static Key key(Pushed push) {
    return new Key(push.destination(), push.eventId(), push.queuedTs());
  }

  private static Key key(Ended end) {
    return new Key(end.destination(), end.eventId(), end.queuedTs());
  }

  private static String words(Key key) {
    return "the push of " + key.eventId() + " to " + key.destination() + " at " + key.queuedTs();
  }
}
