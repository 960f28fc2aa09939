package dev.burdock.streams.domain;

import dev.burdock.streams.kept.Deferral;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Limit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Lets other servers' events through or gives them a turn (R28): what one record changes in the
 * buckets of its room. An event asks the limits one after the other, each when its turn at the one
 * before has come (ADR 0070).
 */
final class Gate {
  private final DeferredView known;
  private final Ours ours;
  private final InboundLimits limits;
  private final String room;
  private final long nowMs;
  private final long offset;
  private final Map<BucketKey, Optional<Bucket>> before = new HashMap<>();
  private final Map<BucketKey, Bucket> touched = new LinkedHashMap<>();
  private int deferred;

  Gate(DeferredView known, Ours ours, InboundLimits limits, Arrival arrival) {
    this.known = known;
    this.ours = ours;
    this.limits = limits;
    this.room = arrival.room();
    this.nowMs = arrival.nowMs();
    this.offset = arrival.offset();
  }

  /**
   * Whether an event that could be delivered now has to wait; it then stands behind those of its
   * sender that wait.
   */
  Optional<Deferral> ask(KeptEvent event) {
    if (ours.has(event.getSender())) {
      return Optional.empty();
    }
    long latestMs = limits.latestMs(nowMs, event.getEndTs());
    if (bucket(key(Limit.SENDER, event)).waiting() > 0) {
      Optional<Deferral> own = askOne(Limit.SENDER, event, latestMs);
      return own.isPresent() ? own : Optional.of(new Deferral(Limit.SENDER, nowMs, latestMs));
    }
    return latestMs - nowMs <= limits.promptMs()
        ? Optional.empty()
        : askEach(limit -> true, event, latestMs);
  }

  /** Whether a deferred event whose turn has come at one limit has to wait for the next. */
  Optional<Deferral> askOn(KeptEvent event) {
    Deferral last = event.getDeferral();
    return nowMs >= last.getLatestTs()
        ? Optional.empty()
        : askEach(limit -> limit.compareTo(last.getLimit()) > 0, event, last.getLatestTs());
  }

  /** Puts an event into the line of its sender. */
  KeptEvent defer(KeptEvent event, Deferral deferral, Decision decision) {
    KeptEvent waiting = Kept.deferred(event, offset, deferred++, deferral);
    count(event.getSender(), 1);
    keep(waiting, decision);
    return waiting;
  }

  /** Gives an event that stands in line another turn. */
  void deferOn(KeptEvent event, Deferral deferral, Decision decision) {
    keep(Kept.deferred(event, event.getOffset(), event.getIndex(), deferral), decision);
  }

  /** Takes an event out of the line. */
  void leave(DeferredRef ref, Decision decision) {
    count(ref.sender(), -1);
    decision.change(writer -> writer.deferrals().drop(room, ref));
  }

  /** Keeps what was taken from the buckets. */
  void settle(Decision decision) {
    touched.forEach(
        (key, bucket) -> {
          decision.change(writer -> writer.deferrals().putBucket(key, bucket));
          if (before(key).isEmpty()) {
            long emptyMs = Math.max(nowMs, bucket.fullMs());
            decision.change(writer -> writer.putTimer(Timer.bucket(key, emptyMs)));
          }
        });
  }

  /** Asks limits until one makes the event wait. */
  private Optional<Deferral> askEach(Predicate<Limit> which, KeptEvent event, long latestMs) {
    return Arrays.stream(Limit.values())
        .filter(which)
        .flatMap(limit -> askOne(limit, event, latestMs).stream())
        .findFirst();
  }

  /** A token that comes too late for the event is left to others. */
  private Optional<Deferral> askOne(Limit limit, KeptEvent event, long latestMs) {
    Rate rate = limits.of(limit);
    if (rate.isOff()) {
      return Optional.empty();
    }
    BucketKey key = key(limit, event);
    Bucket bucket = bucket(key);
    long freeMs = rate.freeMs(bucket.fullUs(), nowMs);
    if (freeMs > latestMs) {
      return Optional.of(new Deferral(limit, latestMs, latestMs));
    }
    touched.put(key, bucket.take(rate.taken(bucket.fullUs(), nowMs)));
    return freeMs > nowMs ? Optional.of(new Deferral(limit, freeMs, latestMs)) : Optional.empty();
  }

  private void keep(KeptEvent event, Decision decision) {
    Deferral deferral = event.getDeferral();
    Timer turn = Timer.turn(room, event, deferral.getDueTs());
    decision.deferred(deferral.getLimit());
    decision.change(writer -> writer.deferrals().put(room, event));
    decision.change(writer -> writer.putTimer(turn));
  }

  private void count(String sender, int more) {
    BucketKey key = BucketKey.of(room, Limit.SENDER, sender);
    touched.put(key, bucket(key).wait(more));
  }

  private Bucket bucket(BucketKey key) {
    Bucket own = touched.get(key);
    return own != null ? own : before(key).orElse(Bucket.FULL);
  }

  /** The bucket as it was before this record, read once. */
  private Optional<Bucket> before(BucketKey key) {
    return before.computeIfAbsent(key, known::bucket);
  }

  private BucketKey key(Limit limit, KeptEvent event) {
    return BucketKey.of(room, limit, event.getSender());
  }
}
