package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.lane.Backlog.Behind;
import dev.burdock.fanout.federation.lane.Backlog.InMemory;
import dev.burdock.schemas.topic.Partitions;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Destinations without a retry topic: of what waits for them only a cursor is kept, and once they
 * answer again the topology is asked to push it again, in rounds that memory can hold.
 *
 * <p>Each partition of rooms pushes a room's events in order and then says that it is done; so what
 * came live before that is among what was asked for, and what comes live after it is not.
 */
final class CatchUps {
  /** Asked again when no answer is complete after this long, ms. */
  private static final long PATIENCE_MS = 30_000;

  /** A round may hold this many times what a lane holds otherwise. */
  private static final int ROUND = 10;

  private final int mostPdus;
  private final int partitions;
  private final Shelf shelf;
  private final Memos memos;
  private final Endings endings;
  private final Executor engine;
  private final Clock clock;
  private final Set<Lane> settling = new HashSet<>();

  CatchUps(
      LaneConfig config,
      int partitions,
      Shelf shelf,
      Memos memos,
      Endings endings,
      Executor engine,
      Clock clock) {
    this.mostPdus = config.lanePdus() * ROUND;
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
    // A cursor is a time: what was received in the same millisecond comes again.
    lane.done.addAll(lane.last);
    cover(lane, behind, entries);
  }

  /**
   * Takes up a PDU of topic outbound. What answers an earlier request, broken off since, is passed
   * over: it is among what is asked for now.
   */
  void take(Lane lane, Behind behind, Waiting entry, long askedTs) {
    int room = Partitions.of(entry.pdu().roomId(), partitions);
    boolean wanted =
        behind.askedTs != 0 && (askedTs == 0 ? behind.ended.get(room) : askedTs == behind.askedTs);
    if (wanted && !behind.overflowed && lane.queue.size() < mostPdus) {
      lane.queue.offer(entry);
    } else {
      behind.overflowed |= wanted;
      cover(lane, behind, List.of(entry));
    }
  }

  /** Whether a round is under way whose PDUs are not all here. */
  boolean underWay(Behind behind) {
    return behind.askedTs != 0 && behind.ended.cardinality() < partitions;
  }

  /** The destination answers again: begins a round. */
  void ask(Lane lane, Behind behind) {
    behind.ask(clock.millis());
    shelf.askCatchUp(lane.destination, behind.sinceTs, behind.askedTs);
  }

  /** A partition of rooms has pushed all that a round asked for. */
  void ended(Lane lane, int roomPartition, long askedTs, long offset) {
    if (lane.backlog instanceof Behind behind && behind.askedTs == askedTs) {
      behind.ended.set(roomPartition);
      behind.endOffset = offset;
      progress(lane, behind);
    }
  }

  /** Goes on to the next round, or back to normal, when a round is over. */
  void progress(Lane lane, Behind behind) {
    if (behind.askedTs == 0 || underWay(behind)) {
      return;
    }
    if (!behind.overflowed) {
      normal(lane, behind);
    } else if (lane.queue.size() == 0) {
      behind.sinceTs = behind.nextSinceTs;
      memos.write(lane);
      ask(lane, behind);
    }
  }

  /** Whether all that a lane misses has ended by itself. */
  boolean over(Behind behind) {
    return behind.untilTs <= clock.millis();
  }

  /**
   * Nothing is missing any more. A worker that took over now would read again what came live before
   * the answer, and must pass over it once more: the cursor is remembered until it would not.
   */
  void normal(Lane lane, Behind behind) {
    lane.backlog = new InMemory();
    lane.coveredOffset = behind.endOffset;
    if (behind.endOffset >= 0) {
      settling.add(lane);
    }
    memos.write(lane);
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
  }

  /** Asks again when an answer takes too long: a partition may have been without an owner. */
  void remind(Lane lane, Behind behind) {
    if (underWay(behind)
        && lane.queue.size() == 0
        && clock.millis() - behind.askedTs > PATIENCE_MS) {
      ask(lane, behind);
    }
  }

  /** Lets go of PDUs once it is durable that they are missing. */
  private void cover(Lane lane, Behind behind, List<Waiting> entries) {
    entries.forEach(entry -> behind.cover(entry.pdu()));
    if (behind.durable()) {
      endings.settled(entries);
      return;
    }
    long sinceTs = behind.sinceTs;
    endings.leave(lane, entries.size());
    memos
        .write(lane)
        .thenRunAsync(
            () -> {
              if (!endings.arrived(lane, entries.size())) {
                return;
              }
              behind.writtenSinceTs = Math.min(behind.writtenSinceTs, sinceTs);
              behind.writtenUntilTs = lane.memo.behindUntilTs();
              endings.settled(entries);
            },
            engine);
  }
}
