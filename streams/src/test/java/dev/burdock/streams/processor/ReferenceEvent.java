package dev.burdock.streams.processor;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A sticky event of the model, wherever it is. */
final class ReferenceEvent {
  /** In the order in which they were delivered or deferred. */
  static final Comparator<ReferenceEvent> PLACES =
      Comparator.comparingLong((ReferenceEvent event) -> event.offset)
          .thenComparingInt(event -> event.index);

  Step.Sticky told;
  long endMs;
  State state;
  boolean pdu;
  long arrival;
  long offset;
  int index;
  long decidedMs;
  boolean endTold;
  ReferenceLimits.Turn turn;
  long askedMs;

  /** Where it is. */
  enum State {
    HELD,
    DEFERRED,
    DELIVERED,
    GONE
  }

  /** What each sender's key shows if these events are all that count (R29). */
  static Map<String, String> table(List<ReferenceEvent> events) {
    Map<String, ReferenceEvent> winners = new HashMap<>();
    events.stream()
        .filter(event -> event.told.key() != null)
        .forEach(
            event ->
                winners.merge(
                    event.told.sender() + " " + event.told.key(),
                    event,
                    (one, other) -> wins(one.told, other.told) ? one : other));
    Map<String, String> table = new TreeMap<>();
    winners.forEach((key, event) -> table.put(key, event.told.id()));
    return table;
  }

  static String server(String user) {
    return user.substring(user.indexOf(':') + 1);
  }

  private static boolean wins(Step.Sticky one, Step.Sticky other) {
    long ofOne = one.originMs() + one.durationMs();
    long ofOther = other.originMs() + other.durationMs();
    return ofOne != ofOther ? ofOne > ofOther : one.id().compareTo(other.id()) > 0;
  }
}
