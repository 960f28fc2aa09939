package dev.burdock.streams.domain;

import dev.burdock.schemas.delivery.Removal;
import dev.burdock.schemas.delivery.StickyRemoved;
import dev.burdock.streams.kept.Limit;
import dev.burdock.streams.kept.Phase;
import dev.burdock.streams.kept.SeenEvent;

/**
 * Decides what a timer that came due means: it tells what ended, and later removes it (ADR 0009).
 */
public final class Reaper {
  private static final long RECHECK_MS = 1_000;

  private final RoomView rooms;
  private final long graceMs;

  /**
   * A reaper of one task's timers.
   *
   * @param rooms what is known
   * @param graceMs how long after its end an event is kept for records that are judged again, ms
   */
  public Reaper(RoomView rooms, long graceMs) {
    this.rooms = rooms;
    this.graceMs = graceMs;
  }

  /** What is to be done about a timer; it is dropped in any case. */
  public Decision due(Timer timer, long nowMs) {
    Decision decision = new Decision();
    decision.change(writer -> writer.dropTimer(timer));
    if (timer.queue() == Timer.Queue.EXPIRE) {
      expire(timer, nowMs, decision);
    } else {
      remove(timer, decision);
    }
    return decision;
  }

  private void expire(Timer timer, long nowMs, Decision decision) {
    SeenEvent seen = rooms.seen(timer.room(), timer.id()).orElse(null);
    if (seen == null) {
      return;
    }
    if (seen.getPhase() == Phase.STICKY) {
      StickyMap map = new StickyMap(rooms, nowMs);
      rooms
          .sticky(timer.room(), seen.getOffset(), seen.getIndex())
          .ifPresent(event -> map.remove(timer.room(), event));
      map.settle(decision);
      decision.note(Note.EXPIRED);
      decision.deliver(timer.room(), nowMs, new StickyRemoved(timer.id(), Removal.EXPIRED));
    }
    again(timer, seen.getEndTs(), decision);
  }

  private void remove(Timer timer, Decision decision) {
    switch (timer.kind()) {
      case EVENT -> removeEvent(timer, decision);
      case TOLD -> decision.change(writer -> writer.dropTold(timer.room(), timer.id()));
      case REDACTION ->
          decision.change(writer -> writer.dropRedaction(timer.room(), timer.id(), timer.other()));
      case MEMBER -> removeMember(timer, decision);
      case ERASED -> decision.change(writer -> writer.dropErased(timer.room(), timer.id()));
      case BUCKET -> removeBucket(timer, decision);
      case DEFERRED -> throw new IllegalArgumentException("turns are not removed: " + timer);
    }
  }

  private void removeEvent(Timer timer, Decision decision) {
    String room = timer.room();
    SeenEvent seen = rooms.seen(room, timer.id()).orElse(null);
    if (seen == null) {
      return;
    }
    if (seen.getPhase() == Phase.DEFERRED) {
      // It leaves its line by a record alone, which is still to come (ADR 0070).
      again(timer, timer.atMs() + RECHECK_MS, decision);
      return;
    }
    if (seen.getPhase() == Phase.STICKY) {
      decision.change(writer -> writer.dropSticky(room, seen.getOffset(), seen.getIndex()));
    } else if (seen.getPhase() == Phase.HELD) {
      decision.change(writer -> writer.dropHeld(room, seen.getSender(), seen.getOffset()));
    }
    if (timer.atMs() >= seen.getForgetTs()) {
      decision.change(writer -> writer.dropSeen(room, timer.id()));
    } else {
      SeenEvent ended = SeenEvent.newBuilder(seen).setPhase(Phase.ENDED).build();
      decision.change(writer -> writer.putSeen(room, timer.id(), ended));
      again(timer, seen.getForgetTs(), decision);
    }
  }

  /** A bucket that is full, even for records that are judged again, is as good as none. */
  private void removeBucket(Timer timer, Decision decision) {
    BucketKey key = new BucketKey(timer.room(), Limit.valueOf(timer.id()), timer.other());
    rooms
        .deferrals()
        .bucket(key)
        .ifPresent(
            bucket -> {
              if (bucket.waiting() == 0 && bucket.fullMs() <= timer.atMs() - graceMs) {
                decision.change(writer -> writer.deferrals().dropBucket(key));
              } else {
                long atMs = Math.max(bucket.fullMs(), timer.atMs() + RECHECK_MS) + graceMs;
                decision.change(writer -> writer.putTimer(Timer.bucket(key, atMs)));
              }
            });
  }

  /** Only who did nothing since is forgotten. */
  private void removeMember(Timer timer, Decision decision) {
    rooms
        .member(timer.room(), timer.id())
        .filter(member -> !Members.isJoined(member))
        .filter(member -> timer.other().equals(Long.toString(member.getToldTs())))
        .ifPresent(
            member -> decision.change(writer -> writer.dropMember(timer.room(), timer.id())));
  }

  private void again(Timer timer, long endMs, Decision decision) {
    long atMs = endMs > Long.MAX_VALUE - graceMs ? Long.MAX_VALUE : endMs + graceMs;
    decision.change(
        writer ->
            writer.putTimer(Timer.remove(timer.room(), Timer.Kind.EVENT, timer.id(), "", atMs)));
  }
}
