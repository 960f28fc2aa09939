package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.PushedEvent;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Transaction;
import dev.burdock.fanout.federation.domain.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * What waits in memory for one destination, in order. The head may be a transaction that was sent
 * before: it is repeated as it is, unless one of its PDUs must not be sent any more.
 */
final class LaneQueue {
  private final int maxPdus;
  private final long maxBytes;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final List<Waiting> head = new ArrayList<>();
  private final Suspects suspects = new Suspects();
  private int limit;

  LaneQueue(int maxPdus, long maxBytes) {
    this.maxPdus = maxPdus;
    this.maxBytes = maxBytes;
    this.limit = maxPdus;
  }

  void offer(Waiting entry) {
    waiting.add(entry);
  }

  int size() {
    return waiting.size() + head.size();
  }

  /**
   * The next transaction, the one sent before if it is still whole; empty if nothing waits.
   *
   * @param dead which PDUs must not be sent any more
   * @param dropped takes those, and repetitions
   */
  Optional<Transaction> next(
      String destination, long nowTs, Predicate<QueuedPdu> dead, Consumer<Waiting> dropped) {
    boolean sentBefore = !head.isEmpty();
    boolean whole = !drop(head, dead, dropped);
    if (!suspects.isEmpty()) {
      drop(waiting, dead, dropped);
    }
    if (!sentBefore || !whole) {
      choose(nowTs).ifPresent(choice -> gather(choice, dead, dropped));
    }
    if (head.isEmpty()) {
      return Optional.empty();
    }
    List<QueuedPdu> pdus = head.stream().map(Waiting::pdu).toList();
    return Optional.of(new Transaction(pdus.get(0).origin(), destination, pdus));
  }

  private Optional<Suspects.Choice> choose(long nowTs) {
    if (suspects.isEmpty()) {
      return Optional.of(new Suspects.Choice(pdu -> true, limit));
    }
    return !head.isEmpty() ? Optional.empty() : suspects.choose(waitingPdus(), limit, nowTs);
  }

  private List<QueuedPdu> waitingPdus() {
    return waiting.stream().map(Waiting::pdu).toList();
  }

  /** When any of it may be sent, ms since the epoch; 0 for at any time. */
  long dueTs() {
    return head.isEmpty() && !suspects.isEmpty() ? suspects.dueTs(waitingPdus()) : 0;
  }

  /** Whether it must be known first if the destination is there at all. */
  boolean asksFirst() {
    return head.isEmpty() && !suspects.isEmpty() && suspects.asksFirst(waitingPdus());
  }

  /** The clock made a step. */
  void shifted(long stepMs) {
    suspects.shifted(stepMs);
  }

  /** The destination took a transaction without PDUs. */
  void answered() {
    suspects.answered();
  }

  /**
   * The transaction failed, of which the destination may have seen something.
   *
   * @param answered whether it said so
   * @return whether it was taken apart, to be sent otherwise
   */
  boolean failed(boolean answered, long nowTs, LongUnaryOperator backoff) {
    List<QueuedPdu> pdus = head.stream().map(Waiting::pdu).toList();
    return !pdus.isEmpty() && suspects.failed(pdus, answered, nowTs, backoff);
  }

  /** Whether the transaction is one PDU that the destination cannot bear. */
  boolean isRefused() {
    return suspects.isRefused(head.stream().map(Waiting::pdu).toList());
  }

  /** Forgets all doubts of what it can bear. */
  void trust() {
    suspects.clear();
  }

  /** Whether what failed last is set aside, and the others have not been tried yet. */
  boolean mayGoOn() {
    return head.isEmpty() && suspects.mayGoOn(waitingPdus());
  }

  /** Puts the transaction back in front of what waits. */
  void unpin() {
    for (int i = head.size() - 1; i >= 0; i--) {
      waiting.addFirst(head.get(i));
    }
    head.clear();
  }

  /** Takes out the transaction that {@link #next} gave: it is done. */
  List<Waiting> takeHead() {
    List<Waiting> done = List.copyOf(head);
    suspects.passed(done.stream().map(Waiting::pdu).toList());
    head.clear();
    limit = Math.min(maxPdus, limit * 2);
    return done;
  }

  /**
   * Halves the transaction, so that one PDU that the destination cannot take parts from the others.
   *
   * @return false if there is but one PDU
   */
  boolean split() {
    if (head.size() < 2) {
      return false;
    }
    limit = head.size() / 2;
    List<Waiting> second = head.subList(limit, head.size());
    for (int i = second.size() - 1; i >= 0; i--) {
      waiting.addFirst(second.get(i));
    }
    second.clear();
    return true;
  }

  /** Takes out everything that must not be sent any more. */
  void dropDead(Predicate<QueuedPdu> dead, Consumer<Waiting> dropped) {
    drop(waiting, dead, dropped);
  }

  /**
   * Makes the transaction of these PDUs the head, if all of them wait here.
   *
   * @param eventIds of a transaction that was sent before, in order
   */
  boolean pin(List<String> eventIds, Predicate<QueuedPdu> dead) {
    Map<String, Waiting> found = new HashMap<>();
    Set<String> wanted = Set.copyOf(eventIds);
    for (Waiting entry : waiting) {
      String id = entry.pdu().eventId();
      if (wanted.contains(id) && !dead.test(entry.pdu())) {
        found.putIfAbsent(id, entry);
      }
    }
    if (!head.isEmpty() || found.size() < wanted.size()) {
      return false;
    }
    eventIds.forEach(id -> head.add(found.get(id)));
    waiting.removeAll(Set.copyOf(head));
    return true;
  }

  /** Takes out everything, in order; copies of a transaction in flight stay as the head. */
  List<Waiting> detach() {
    List<Waiting> all = new ArrayList<>(head);
    all.addAll(waiting);
    head.replaceAll(Waiting::copied);
    waiting.clear();
    return all;
  }

  /** Whether the head is a copy of what was moved elsewhere. */
  boolean copied() {
    return !head.isEmpty() && head.get(0).copy();
  }

  /** The event ids of the head, in order. */
  List<String> headIds() {
    return head.stream().map(entry -> entry.pdu().eventId()).toList();
  }

  /** Forgets everything behind the head; says how much that was. */
  int forgetWaiting() {
    int size = waiting.size();
    waiting.clear();
    return size;
  }

  /** Takes out everything, in order. */
  List<Waiting> drain() {
    List<Waiting> all = new ArrayList<>(head);
    all.addAll(waiting);
    head.clear();
    waiting.clear();
    return all;
  }

  /**
   * Fills the head with PDUs of one origin, passing over those of others, and over an event that is
   * there for another reason: it goes in a transaction of its own.
   */
  private void gather(
      Suspects.Choice choice, Predicate<QueuedPdu> dead, Consumer<Waiting> dropped) {
    Map<String, PushedEvent.Key> ids = new HashMap<>();
    long bytes = 0;
    for (Waiting entry : head) {
      ids.put(entry.pdu().eventId(), entry.pdu().event().key());
      bytes += entry.pdu().size();
    }
    Iterator<Waiting> rest = waiting.iterator();
    while (rest.hasNext() && head.size() < choice.most()) {
      Waiting entry = rest.next();
      QueuedPdu pdu = entry.pdu();
      PushedEvent.Key there = ids.get(pdu.eventId());
      if (dead.test(pdu) || pdu.event().key().equals(there)) {
        rest.remove();
        dropped.accept(entry);
      } else if (there == null && choice.allowed().test(pdu) && isOfHead(pdu)) {
        bytes += pdu.size();
        if (bytes > maxBytes && !head.isEmpty()) {
          return;
        }
        rest.remove();
        head.add(entry);
        ids.put(pdu.eventId(), pdu.event().key());
      }
    }
  }

  private boolean isOfHead(QueuedPdu pdu) {
    return head.isEmpty() || pdu.origin().equals(head.get(0).pdu().origin());
  }

  private static boolean drop(
      Iterable<Waiting> entries, Predicate<QueuedPdu> dead, Consumer<Waiting> dropped) {
    boolean any = false;
    Iterator<Waiting> iterator = entries.iterator();
    while (iterator.hasNext()) {
      Waiting entry = iterator.next();
      if (dead.test(entry.pdu())) {
        iterator.remove();
        dropped.accept(entry);
        any = true;
      }
    }
    return any;
  }
}
