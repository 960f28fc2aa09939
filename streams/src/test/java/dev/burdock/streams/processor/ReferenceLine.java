package dev.burdock.streams.processor;

import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.processor.ReferenceEvent.State;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** The rules of events that wait for their turn, as plainly as they can be written (R28). */
final class ReferenceLine {
  /** After this long without it a release is asked for again. */
  private static final long REPEAT_MS = 30_000;

  private final Map<String, ReferenceEvent> events;
  private final ReferenceLimits limits;

  ReferenceLine(Map<String, ReferenceEvent> events, InboundLimitsConfig inbound) {
    this.events = events;
    this.limits = new ReferenceLimits(inbound);
  }

  /** Whether another server's event has to wait; then it waits behind those of its sender. */
  boolean defer(ReferenceEvent event, long nowMs, long offset, int place) {
    String sender = event.told.sender();
    if (ReferenceEvent.server(sender).equals("ours")) {
      return false;
    }
    boolean othersWait = waiting().stream().anyMatch(other -> other.told.sender().equals(sender));
    ReferenceLimits.Turn turn = limits.first(sender, nowMs, event.endMs, othersWait);
    if (turn != null) {
      event.state = State.DEFERRED;
      event.turn = turn;
      event.askedMs = 0;
      event.offset = offset;
      event.index = place;
    }
    return turn != null;
  }

  /** Who waits for nothing any more, with those before them in their sender's line. */
  List<ReferenceEvent> leave(Collection<String> ids, long nowMs) {
    Map<String, ReferenceEvent> last = new HashMap<>();
    List<ReferenceEvent> named =
        ids.stream().distinct().map(events::get).filter(Objects::nonNull).toList();
    for (ReferenceEvent event : named) {
      if (event.state == State.DEFERRED && event.turn.dueMs() <= nowMs) {
        ReferenceLimits.Turn next = limits.next(event.turn, event.told.sender(), nowMs);
        if (next == null) {
          last.merge(event.told.sender(), event, BinaryOperator.maxBy(ReferenceEvent.PLACES));
        } else {
          event.turn = next;
          event.askedMs = 0;
        }
      }
    }
    return waiting().stream()
        .filter(event -> last.containsKey(event.told.sender()))
        .filter(event -> ReferenceEvent.PLACES.compare(event, last.get(event.told.sender())) <= 0)
        .sorted(ReferenceEvent.PLACES)
        .toList();
  }

  /** Whose release is to be asked for when the wall clock comes to this time. */
  Set<String> turns(long nowMs) {
    Set<String> due = new TreeSet<>();
    for (ReferenceEvent event : waiting()) {
      if (event.turn.dueMs() <= nowMs && event.askedMs <= nowMs - REPEAT_MS) {
        event.askedMs = nowMs;
        due.add(event.told.id());
      }
    }
    return due;
  }

  /** Who can still be delivered in time. */
  Set<String> inTime(long nowMs) {
    return waiting().stream()
        .filter(event -> event.turn.latestMs() > nowMs)
        .map(event -> event.told.id())
        .collect(Collectors.toSet());
  }

  boolean isEmpty() {
    return waiting().isEmpty();
  }

  private List<ReferenceEvent> waiting() {
    return events.values().stream().filter(event -> event.state == State.DEFERRED).toList();
  }
}
