package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Breach;
import dev.burdock.testkit.guarantee.Observation.Disruption;
import dev.burdock.testkit.guarantee.Observation.Moved;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Send;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Per destination and room, order is kept (R26); at most one transaction in flight; at most 50
 * PDUs; a retry repeats txnId and bytes, so that nothing is processed twice but across a
 * disruption, or for a server that came back into the room (R22). One that failed twice may be
 * taken apart, until what hurts is alone. Nothing is sent that a homeserver would refuse.
 */
final class OneOrderlyLane implements Guarantee {
  private static final int MOST_PDUS = 50;

  @Override
  public int number() {
    return 3;
  }

  @Override
  public Stream<String> violations(History history, Bounds bounds) {
    List<String> words = new ArrayList<>();
    Map<String, Acknowledged> events = history.events();
    Memberships memberships = Memberships.of(history);
    history.all(Breach.class).stream()
        .filter(breach -> !breach.isOfClient())
        .forEach(breach -> words.add(breach.whom() + ": " + breach.what()));
    history
        .by(Send.class, Send::destination)
        .forEach(
            (destination, told) -> {
              List<Send> sends =
                  told.stream().sorted(Comparator.comparingLong(Send::startedAt)).toList();
              alone(sends, bounds, words);
              sameBytes(sends, words);
              retried(history, sends, events, memberships, words);
              ordered(sends, events, words);
            });
    return words.stream();
  }

  private static void alone(List<Send> sends, Bounds bounds, List<String> words) {
    long busyUntil = Long.MIN_VALUE;
    for (Send send : sends) {
      if (send.eventIds().size() > MOST_PDUS) {
        words.add(name(send) + " carries " + send.eventIds().size() + " PDUs");
      }
      if (send.startedAt() + bounds.slack().toMillis() < busyUntil) {
        words.add(name(send) + " began while another transaction was in flight");
      }
      busyUntil = Math.max(busyUntil, send.endedAt());
    }
  }

  private static void sameBytes(List<Send> sends, List<String> words) {
    Map<String, String> hashes = new HashMap<>();
    for (Send send : sends) {
      if (send.bodyHash().isEmpty()) {
        continue;
      }
      String first = hashes.putIfAbsent(send.txnId(), send.bodyHash());
      if (first != null && !first.equals(send.bodyHash())) {
        words.add(name(send) + " repeats a txnId with other bytes");
      }
    }
  }

  private static void retried(
      History history,
      List<Send> sends,
      Map<String, Acknowledged> events,
      Memberships memberships,
      List<String> words) {
    Map<String, Send> earlier = new HashMap<>();
    TakenApart apart = new TakenApart();
    Map<String, Long> again = new HashMap<>();
    for (Send send : sends) {
      for (String eventId : send.eventIds()) {
        Send before = earlier.put(eventId, send);
        if (before != null
            && !before.txnId().equals(send.txnId())
            && !excused(history, before, send)
            && !shrunk(before, send, events, history.withdrawals())
            && !apart.mayCarry(before, eventId)
            && again.merge(eventId, 1L, Long::sum)
                > returns(send, events.get(eventId), memberships)) {
          words.add(
              name(send) + " brings " + eventId + " again, which " + before.txnId() + " carried");
        }
      }
      apart.told(send);
    }
  }

  /** A worker that took over cannot know what the one before had in flight. */
  private static boolean excused(History history, Send before, Send again) {
    return history.all(Disruption.class).stream()
            .anyMatch(hurt -> hurt.from() <= again.startedAt() && hurt.to() >= before.startedAt())
        || history.all(Moved.class).stream()
            .anyMatch(moved -> moved.at() <= again.startedAt() && moved.at() >= before.startedAt());
  }

  private static long returns(Send send, Acknowledged event, Memberships memberships) {
    return event == null
        ? 0
        : memberships.returns(
            send.destination(),
            event,
            event.destinations().contains(send.destination()),
            send.startedAt());
  }

  /** A failed transaction that has lost a PDU to its end or redaction may be made anew. */
  private static boolean shrunk(
      Send before, Send again, Map<String, Acknowledged> events, Map<String, Long> withdrawn) {
    return before.result() != Result.ACCEPTED
        && before.eventIds().stream()
            .filter(id -> !again.eventIds().contains(id))
            .anyMatch(
                id ->
                    withdrawn.containsKey(id)
                        || (events.containsKey(id) && events.get(id).endTs() <= again.startedAt()));
  }

  private static void ordered(
      List<Send> sends, Map<String, Acknowledged> events, List<String> words) {
    Map<String, Long> last = new HashMap<>();
    Set<String> had = new HashSet<>();
    for (Send send : sends) {
      if (!send.result().processed()) {
        continue;
      }
      for (String eventId : send.eventIds()) {
        Acknowledged event = events.get(eventId);
        if (event == null || !had.add(eventId)) {
          continue;
        }
        Long before = last.put(event.roomId(), event.sequence());
        if (before != null && before > event.sequence()) {
          words.add(name(send) + " brings " + eventId + " after a later event of its room");
        }
      }
    }
  }

  private static String name(Send send) {
    return "transaction " + send.txnId() + " to " + send.destination();
  }
}
