package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * What of a destination's PDUs may be more than it can bear: from which of its transactions failed
 * and which passed. One that fails twice is taken apart: room by room, so that the order within
 * each is kept, then in halves, until the PDU that hurts is alone. Once others passed and it fails
 * again it is set aside; its room goes on, and it is tried alone, each time later.
 */
final class Suspects {
  /** So often a transaction fails before it is taken apart. */
  private static final int REPEATS = 2;

  /** So often when it was not answered: the destination may have taken it. */
  private static final int UNANSWERED_REPEATS = 4;

  /** So often a PDU fails alone, while others pass, before it is taken for refused. */
  static final int MOST_ALONE = 8;

  private final Map<String, Room> rooms = new HashMap<>();
  private final Map<String, Lone> lone = new LinkedHashMap<>();
  private int passes;
  private int taken;
  private int tries;

  /** What failed last, and how often in a row. */
  private List<String> failed = List.of();

  private int repeats;

  /** What failed last is set aside. */
  private boolean lastAside;

  /** After something passed it is the turn of what is in doubt. */
  private boolean turn = true;

  /** A room of which something failed. */
  private static final class Room {
    /** Most PDUs of it to be sent at once. */
    private int most;

    /** How many of its PDUs are in doubt. */
    private int left;

    private int tried;
  }

  /** A PDU that failed alone. */
  private static final class Lone {
    private int failures;

    /** What had passed, and what had been taken, when it failed alone first. */
    private int passesBefore;

    private int takenBefore;

    private boolean aside;
    private long dueTs;
  }

  /**
   * What may be sent next.
   *
   * @param most PDUs of it
   */
  record Choice(Predicate<QueuedPdu> allowed, int most) {}

  /**
   * A transaction failed, of which the destination may have seen something.
   *
   * @param answered whether it said so
   * @param backoff how long to wait after so many failures, ms
   * @return whether it is not to be repeated as it was
   */
  boolean failed(List<QueuedPdu> pdus, boolean answered, long nowTs, LongUnaryOperator backoff) {
    List<String> ids = pdus.stream().map(QueuedPdu::eventId).toList();
    repeats = ids.equals(failed) ? repeats + 1 : 1;
    failed = ids;
    Map<String, Integer> counts = new LinkedHashMap<>();
    pdus.forEach(pdu -> counts.merge(pdu.roomId(), 1, Integer::sum));
    turn = false;
    boolean inDoubt = rooms.keySet().containsAll(counts.keySet()) || isAside(pdus.get(0));
    if (!inDoubt && repeats < (answered ? REPEATS : UNANSWERED_REPEATS)) {
      lastAside = false;
      return false;
    }
    counts.forEach((id, count) -> doubt(id, count, counts.size() > 1));
    if (pdus.size() == 1) {
      failedAlone(pdus.get(0), nowTs, backoff);
    }
    lastAside = pdus.size() == 1 && isAside(pdus.get(0));
    return true;
  }

  private void doubt(String id, int count, boolean amongOthers) {
    Room room = rooms.computeIfAbsent(id, any -> new Room());
    room.most = amongOthers ? count : Math.max(1, count / 2);
    room.left = Math.max(1, count);
    room.tried = ++tries;
  }

  private void failedAlone(QueuedPdu pdu, long nowTs, LongUnaryOperator backoff) {
    Lone one =
        lone.computeIfAbsent(
            pdu.eventId(),
            any -> {
              Lone fresh = new Lone();
              fresh.passesBefore = passes;
              fresh.takenBefore = taken;
              return fresh;
            });
    one.failures++;
    one.aside |= one.failures >= REPEATS && passes > one.passesBefore;
    if (one.aside) {
      one.dueTs = nowTs + backoff.applyAsLong(one.failures);
      settle(pdu.roomId(), 1);
    }
  }

  /** Whether a PDU failed alone so often, while others were taken, that it counts as refused. */
  boolean isRefused(List<QueuedPdu> pdus) {
    return pdus.size() == 1
        && isUnbearable(pdus.get(0))
        && lone.get(pdus.get(0).eventId()).failures >= MOST_ALONE;
  }

  /** Whether it is this PDU that fails, not the destination, which takes others. */
  private boolean isUnbearable(QueuedPdu pdu) {
    Lone one = lone.get(pdu.eventId());
    return one != null && one.aside && taken > one.takenBefore;
  }

  /**
   * Whether what failed last is set aside, and more is to be found out before all that waits counts
   * as failing: others have not been tried yet, or there are none that would be delayed.
   */
  boolean mayGoOn(Collection<QueuedPdu> waiting) {
    return lastAside
        && (waiting.stream().anyMatch(pdu -> !isAside(pdu))
            || waiting.stream().allMatch(this::isUnbearable));
  }

  /** The destination took these. */
  void passed(List<QueuedPdu> pdus) {
    turn = true;
    failed = List.of();
    passes++;
    taken++;
    for (QueuedPdu pdu : pdus) {
      lone.remove(pdu.eventId());
      settle(pdu.roomId(), 1);
    }
  }

  private void settle(String id, int count) {
    Room room = rooms.get(id);
    if (room != null) {
      room.left -= count;
      room.most = Math.max(1, room.left / 2);
      if (room.left <= 0) {
        rooms.remove(id);
      }
    }
  }

  /** The destination took a transaction without PDUs: it is there. */
  void answered() {
    passes++;
  }

  /** Nothing is in doubt. */
  boolean isEmpty() {
    return rooms.isEmpty() && lone.isEmpty();
  }

  /** Forgets all doubts. */
  void clear() {
    rooms.clear();
    lone.clear();
  }

  /**
   * Whether it must be known if the destination is there at all: a PDU fails alone, and only what
   * must come after it could tell.
   */
  boolean asksFirst(Collection<QueuedPdu> waiting) {
    if (lone.isEmpty()) {
      return false;
    }
    Optional<QueuedPdu> stuck =
        waiting.stream().filter(pdu -> isStuck(lone.get(pdu.eventId()))).findFirst();
    return stuck.isPresent()
        && waiting.size() > 1
        && waiting.stream()
            .allMatch(pdu -> pdu.roomId().equals(stuck.get().roomId()) || isAside(pdu));
  }

  private boolean isStuck(Lone one) {
    return one != null && !one.aside && one.failures >= REPEATS && passes == one.passesBefore;
  }

  /**
   * What of all that waits may be sent next; empty for nothing yet.
   *
   * @param most PDUs of one transaction
   */
  Optional<Choice> choose(Collection<QueuedPdu> waiting, int most, long nowTs) {
    if (isEmpty()) {
      return Optional.of(new Choice(pdu -> true, most));
    }
    List<Optional<Choice>> choices = new ArrayList<>();
    Optional<Choice> clean =
        waiting.stream().anyMatch(this::isClean)
            ? Optional.of(new Choice(this::isClean, most))
            : Optional.empty();
    if (!turn) {
      choices.add(clean);
    }
    choices.add(doubtful(waiting, most));
    choices.add(due(waiting, nowTs));
    choices.add(clean);
    return choices.stream().flatMap(Optional::stream).findFirst();
  }

  private boolean isClean(QueuedPdu pdu) {
    return !rooms.containsKey(pdu.roomId()) && !isAside(pdu);
  }

  private Optional<Choice> doubtful(Collection<QueuedPdu> waiting, int most) {
    String least = null;
    for (QueuedPdu pdu : waiting) {
      Room room = rooms.get(pdu.roomId());
      if (room != null && !isAside(pdu) && (least == null || room.tried < rooms.get(least).tried)) {
        least = pdu.roomId();
      }
    }
    if (least == null) {
      return Optional.empty();
    }
    String chosen = least;
    return Optional.of(
        new Choice(
            pdu -> pdu.roomId().equals(chosen) && !isAside(pdu),
            Math.min(most, rooms.get(chosen).most)));
  }

  private Optional<Choice> due(Collection<QueuedPdu> waiting, long nowTs) {
    return waiting.stream()
        .map(QueuedPdu::eventId)
        .filter(id -> lone.containsKey(id) && lone.get(id).aside && lone.get(id).dueTs <= nowTs)
        .findFirst()
        .map(id -> new Choice(pdu -> pdu.eventId().equals(id), 1));
  }

  private boolean isAside(QueuedPdu pdu) {
    Lone one = lone.get(pdu.eventId());
    return one != null && one.aside;
  }

  /** When anything of what waits may be sent, ms since the epoch; 0 for at any time. */
  long dueTs(Collection<QueuedPdu> waiting) {
    if (lone.isEmpty() || waiting.isEmpty() || !waiting.stream().allMatch(this::isAside)) {
      return 0;
    }
    return waiting.stream().mapToLong(pdu -> lone.get(pdu.eventId()).dueTs).min().orElse(0);
  }

  /** The clock made a step. */
  void shifted(long stepMs) {
    lone.values().forEach(one -> one.dueTs += stepMs);
  }
}
