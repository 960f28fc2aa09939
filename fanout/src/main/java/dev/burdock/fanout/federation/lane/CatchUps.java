package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.PushedEvent;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.lane.Backlog.InMemory;
import dev.burdock.schemas.topic.Partitions;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Destinations without a retry topic: of what waits for them only a cursor and a ledger are kept,
 * and once they answer again the topology is asked to push it again, in rounds that memory can
 * hold.
 *
 * <p>Each partition of rooms pushes a room's events in order and then says that it is done; so what
 * came live before that is among what was asked for, and what comes live after it is not.
 */
final class CatchUps {
  /** Asked again when no answer is complete after this long, ms. */
  private static final long PATIENCE_MS = 30_000;

  /** A round may hold this many times what a lane holds otherwise. */
  private static final int ROUND = 10;

  /** How often a ledger is looked through for what ended, ms. */
  private static final long SWEEP_MS = 10_000;

  /** How many of a ledger may end at once: their outcomes must find room. */
  private static final int MOST_ENDS = 5_000;

  private final int mostPdus;
  private final int partitions;
  private final Shelf shelf;
  private final Memos memos;
  private final Endings endings;
  private final Executor engine;
  private final Clock clock;
  private final Rounds rounds;
  private final Set<Lane> settling = new HashSet<>();

  /**
   * @param mostRounds most rounds at once
   */
  CatchUps(
      LaneConfig config,
      int mostRounds,
      int partitions,
      Shelf shelf,
      Memos memos,
      Endings endings,
      Executor engine,
      Clock clock) {
    this.mostPdus = config.lanePdus() * ROUND;
    this.rounds = new Rounds(mostRounds, this::begin);
    this.partitions = partitions;
    this.shelf = shelf;
    this.memos = memos;
    this.endings = endings;
    this.engine = engine;
    this.clock = clock;
  }

  /** From now on only a cursor is kept of what waits for a destination. */
  void begin(Lane lane, Behind behind, List<Waiting> entries) {
    lane.backlog = behind;
    lane.coveredOffset = -1;
    cover(lane, behind, entries);
  }

  /**
   * Takes up a PDU of topic outbound. What answers an earlier request, broken off since, is passed
   * over: it is among what is asked for now. So is what nobody waits for.
   */
  void take(Lane lane, Behind behind, Waiting entry, long askedTs) {
    String eventId = entry.pdu().eventId();
    boolean room = !behind.overflowed && lane.queue.size() < mostPdus;
    if (askedTs == 0) {
      int partition = Partitions.of(entry.pdu().roomId(), partitions);
      boolean itsTurn = behind.askedTs != 0 && behind.ended.get(partition);
      if (itsTurn && room) {
        lane.queue.offer(entry);
      } else {
        behind.overflowed |= itsTurn;
        cover(lane, behind, List.of(entry));
      }
    } else if (askedTs != behind.askedTs || !behind.wants(eventId)) {
      endings.settled(List.of(entry));
    } else if (room) {
      Optional<PushedEvent> waits = behind.ledger.take(eventId);
      lane.queue.offer(waits.map(entry::bringing).orElse(entry));
    } else if (behind.ledger.has(eventId)) {
      behind.leave(eventId);
      endings.settled(List.of(entry));
    } else {
      behind.leave(eventId);
      cover(lane, behind, List.of(entry));
    }
  }

  /** The destination took these: those that were sent when they were let go of are not missing. */
  void delivered(Behind behind, List<Waiting> entries) {
    behind.delivered(entries.stream().map(entry -> entry.pdu().eventId()).toList());
    Set<PushedEvent.Key> keys = new HashSet<>();
    entries.stream().filter(Waiting::copy).forEach(entry -> keys.add(entry.pdu().event().key()));
    if (!keys.isEmpty()) {
      behind.ledger.remove(push -> keys.contains(push.key()), keys.size());
    }
  }

  /** Takes up what waited before this worker took the destination over. */
  void recall(Lane lane, List<PushedEvent> pushes) {
    if (lane.backlog instanceof Behind behind && behind.recalling) {
      pushes.forEach(push -> add(lane, behind, push));
    }
  }

  /** Whether a round is under way whose PDUs are not all here. */
  boolean underWay(Behind behind) {
    return behind.askedTs != 0 && behind.ended.cardinality() < partitions;
  }

  /** The destination answers again: begins a round, in its turn. */
  void ask(Lane lane, Behind behind) {
    behind.inLine = true;
    rounds.await(lane);
  }

  private void begin(Lane lane) {
    if (lane.backlog instanceof Behind behind && behind.inLine) {
      askNow(lane, behind);
    } else {
      rounds.end(lane);
    }
  }

  private void askNow(Lane lane, Behind behind) {
    endings.end(lane, behind.ask(clock.millis()));
    shelf.askCatchUp(lane.destination, behind.sinceTs, behind.askedTs);
  }

  /**
   * A partition of rooms has pushed all that a round asked for. What of it did not come is not for
   * the destination any more.
   */
  void ended(Lane lane, int roomPartition, long askedTs, long offset) {
    if (lane.backlog instanceof Behind behind && behind.askedTs == askedTs) {
      behind.ended.set(roomPartition);
      behind.endOffset = offset;
      endings.end(
          lane,
          behind.ledger.remove(
              push ->
                  behind.isOver(push) && Partitions.of(push.roomId(), partitions) == roomPartition,
              Integer.MAX_VALUE));
      progress(lane, behind);
    }
  }

  /** Goes on to the next round, or back to normal, when a round is over. */
  void progress(Lane lane, Behind behind) {
    if (behind.askedTs == 0 || underWay(behind)) {
      return;
    }
    behind.unknown = false;
    if (behind.ledger.isEmpty()) {
      normal(lane, behind);
    } else if (lane.queue.size() == 0) {
      askNow(lane, behind);
      memos.write(lane);
    }
  }

  /** Ends the catch-up of a lane that misses nothing, or nothing any more. */
  boolean endIfNothing(Lane lane) {
    boolean nothing =
        lane.backlog instanceof Behind behind
            && behind.askedTs == 0
            && behind.isNothing(clock.millis());
    if (nothing) {
      normal(lane, (Behind) lane.backlog);
    }
    return nothing;
  }

  /**
   * Nothing is missing any more. A worker that took over now would read again what came live before
   * the answer, and must pass over it once more: the cursor is remembered until it would not.
   */
  private void normal(Lane lane, Behind behind) {
    lane.backlog = new InMemory();
    lane.coveredOffset = behind.endOffset;
    if (behind.endOffset >= 0) {
      settling.add(lane);
    }
    memos.write(lane);
    rounds.end(lane);
  }

  /** Everything before {@code offset} of a partition is finished for good. */
  void committed(int partition, long offset) {
    settling.removeIf(
        lane -> {
          if (lane.released) {
            return true;
          }
          boolean settled = lane.partition == partition && lane.coveredOffset < offset;
          if (settled) {
            lane.coveredOffset = -1;
            memos.write(lane);
          }
          return settled;
        });
  }

  /** The destination failed again: what came is forgotten, to be asked for another time. */
  void breakOff(Lane lane, Behind behind) {
    List<Waiting> entries = lane.queue.drain();
    behind.breakOff();
    cover(lane, behind, entries);
    rounds.end(lane);
  }

  /** An operator wants nothing of it sent. */
  void forget(Lane lane, Behind behind) {
    breakOff(lane, behind);
    behind.unknown = false;
    sweep(lane, behind);
  }

  /** Its partition goes away. */
  void leave(Lane lane) {
    rounds.end(lane);
  }

  /**
   * Ends what ended by itself; asks again when an answer takes too long: a partition may have been
   * without an owner.
   */
  void tidy(Lane lane, Behind behind) {
    if (Math.abs(clock.millis() - behind.sweptTs) >= SWEEP_MS) {
      sweep(lane, behind);
    }
    if (underWay(behind)
        && lane.queue.size() == 0
        && clock.millis() - behind.askedTs > PATIENCE_MS) {
      askNow(lane, behind);
    }
  }

  private void sweep(Lane lane, Behind behind) {
    List<PushedEvent> over = behind.ledger.remove(push -> endings.isDead(lane, push), MOST_ENDS);
    endings.end(lane, over);
    behind.sweptTs = over.size() < MOST_ENDS ? clock.millis() : 0;
    if (behind.askedTs == 0 && !over.isEmpty()) {
      behind.lookThrough();
    }
    if (lane.queue.size() == 0) {
      endIfNothing(lane);
    }
  }

  private void add(Lane lane, Behind behind, PushedEvent push) {
    behind.add(push).ifPresent(replaced -> endings.end(lane, List.of(replaced)));
  }

  /** Lets go of PDUs once it is durable that they are missing. */
  private void cover(Lane lane, Behind behind, List<Waiting> entries) {
    entries.stream()
        .filter(entry -> !entry.copy())
        .forEach(entry -> add(lane, behind, entry.pdu().event()));
    if (behind.durable()) {
      endings.settled(entries);
      return;
    }
    endings.leave(lane, entries.size());
    memos.write(lane).thenRunAsync(remembered(lane, behind, lane.memo, entries), engine);
  }

  private Runnable remembered(Lane lane, Behind behind, Memo memo, List<Waiting> entries) {
    return () -> {
      if (endings.arrived(lane, entries.size())) {
        behind.written(memo);
        endings.settled(entries);
      }
    };
  }
}
