package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.config.LaneConfig;
import dev.burdock.fanout.federation.config.RetryConfig;
import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.lane.Backlog.InMemory;
import dev.burdock.fanout.federation.lane.Backlog.InTopic;
import dev.burdock.fanout.federation.lane.Backlog.Moving;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Moves what waits for a destination between memory, its retry topic and the cursor of catch-up.
 * Nothing is finished where it came from before it is durable where it goes. Confined to the thread
 * of the lanes.
 */
final class Backlogs {
  /** Read on when fewer PDUs than this are left in the queue: two full transactions. */
  private static final int LOW = 100;

  private static final int MOST_DONE = 10_000;

  /** So often in a row a destination may ask for time before what waits leaves memory. */
  private static final int MOST_WAITS = 5;

  /** So often in a row a destination may fail before what catch-up brought is let go of. */
  private static final int MOST_IN_ROUND = 8;

  private final LaneConfig lanes;
  private final RetryConfig config;
  private final Shelf shelf;
  private final Memos memos;
  private final Endings endings;
  private final CatchUps catchUps;
  private final Shelving shelving;
  private final Retirement retirement;
  private final Slots slots;
  private final Clock clock;

  /**
   * @param place is called for a lane that may have something to do now
   */
  Backlogs(
      LaneConfig lanes,
      RetryConfig config,
      int partitions,
      Shelf shelf,
      Memos memos,
      Endings endings,
      Executor engine,
      Clock clock,
      Consumer<Lane> place) {
    this.lanes = lanes;
    this.config = config;
    this.shelf = shelf;
    this.memos = memos;
    this.endings = endings;
    this.slots = new Slots(config.topics(), partitions);
    this.clock = clock;
    this.catchUps =
        new CatchUps(lanes, config.rounds(), partitions, shelf, memos, endings, engine, clock);
    this.shelving =
        new Shelving(
            shelf,
            memos,
            endings,
            catchUps,
            slots,
            engine,
            clock,
            place,
            (lane, entry) -> take(lane, entry, 0));
    this.retirement = new Retirement(shelf, memos, shelving, slots, engine, place);
  }

  CatchUps catchUps() {
    return catchUps;
  }

  /** Retry topics of this worker. */
  int topics() {
    return slots.total();
  }

  /**
   * Takes up a PDU of topic outbound.
   *
   * @param askedTs which request for catch-up it answers; 0 for none
   */
  void take(Lane lane, Waiting entry, long askedTs) {
    endings.moved(1);
    if (lane.done.contains(entry.pdu().event().key())) {
      endings.settled(List.of(entry));
    } else if (lane.backlog instanceof Behind behind) {
      catchUps.take(lane, behind, entry, askedTs);
    } else if (askedTs != 0) {
      // What was asked for is here, or is asked for by others.
      endings.settled(List.of(entry));
    } else if (lane.backlog instanceof InTopic topic
        && (!topic.drained || lane.queue.size() >= lanes.lanePdus())) {
      if (topic.drained) {
        Shelving.keepTransaction(lane);
        shelving.shelve(lane, topic);
      }
      shelving.append(lane, topic, List.of(entry));
    } else {
      lane.queue.offer(entry);
      if (lane.backlog instanceof InMemory) {
        relieve(lane);
      }
    }
  }

  private void relieve(Lane lane) {
    if (lane.queue.size() > lanes.lanePdus()) {
      shelving.move(lane);
    } else if (isCrowdedOut(lane)) {
      shelving.letGo(lane);
    }
  }

  /**
   * Half of the memory is for destinations that answer: very many that were never called, because a
   * name server is slow, must not stop the reading for all.
   */
  private boolean isCrowdedOut(Lane lane) {
    return !lane.proven
        && lane.retiring == null
        && lane.place != Lane.Place.IN_FLIGHT
        && endings.inMemory() > lanes.totalPdus() / 2;
  }

  /**
   * The transaction of a lane failed; its state says so already.
   *
   * @param apart whether it is not to be repeated as it was
   */
  void failed(Lane lane, boolean mayHaveArrived, boolean apart) {
    List<String> head = lane.queue.headIds();
    if (!head.isEmpty()) {
      boolean asItWas = !apart && (mayHaveArrived || head.equals(lane.pending));
      lane.pending = asItWas ? head : List.of();
    }
    boolean copied = lane.queue.copied();
    if (apart && !copied) {
      lane.queue.unpin();
    }
    if (lane.backlog instanceof InTopic topic) {
      shelving.shelve(lane, topic);
    } else if (lane.backlog instanceof Behind behind) {
      boolean patient = mayHaveArrived && !copied && lane.state.failures() < MOST_IN_ROUND;
      if (behind.askedTs == 0 || !patient) {
        catchUps.breakOff(lane, behind);
      }
    } else if (lane.backlog instanceof InMemory
        && lane.state.failures() >= config.spillAfter()
        && !lane.queue.mayGoOn()) {
      shelving.move(lane);
    }
    memos.write(lane);
  }

  /**
   * The transaction in flight is to be sent another time. If its PDUs were moved to the retry topic
   * meanwhile, they come from there.
   *
   * @param whole whether as the same transaction
   */
  void again(Lane lane, boolean whole) {
    if (whole && lane.backlog instanceof InMemory && asksForMuchTime(lane)) {
      shelving.move(lane);
      return;
    }
    if (lane.queue.copied() && !(lane.backlog instanceof Behind)) {
      lane.pending = whole ? lane.queue.headIds() : List.of();
      if (lane.backlog instanceof InTopic topic) {
        shelving.shelve(lane, topic);
      } else {
        shelving.unshelved(lane);
      }
    }
  }

  /** Whoever asks for time again and again must not keep offsets from moving. */
  private boolean asksForMuchTime(Lane lane) {
    return lane.state instanceof LaneState.Held held && held.waits() > MOST_WAITS;
  }

  /** The destination took these; elsewhere they may still be kept. */
  void delivered(Lane lane, List<Waiting> entries) {
    lane.pending = List.of();
    if (lane.backlog instanceof Behind behind) {
      catchUps.delivered(behind, entries);
    }
    if (lane.done.size() < MOST_DONE) {
      entries.stream()
          .filter(entry -> entry.copy() || lane.inherited)
          .forEach(entry -> lane.done.add(entry.pdu().event().key()));
    }
  }

  /** Tells the retry topic of a lane, if something waits there, that an event was redacted. */
  void withdraw(Lane lane, String eventId, long endTs) {
    if (lane.backlog instanceof InTopic topic && !topic.drained) {
      shelf.appendWithdrawal(lane.destination, eventId, endTs);
    }
  }

  /** Gets a lane that is due something to send; it is placed again when that is here. */
  void fetch(Lane lane) {
    if (lane.backlog instanceof InTopic topic && !topic.drained && !topic.reading) {
      shelving.fetch(lane, topic);
    } else if (lane.backlog instanceof Behind behind) {
      catchUps.progress(lane, behind);
    }
  }

  /** Reads ahead while a transaction is on its way. */
  void fetchAhead(Lane lane) {
    if (lane.backlog instanceof InTopic && lane.queue.size() < LOW) {
      fetch(lane);
    }
  }

  /** Whether more may still come into the queue by itself. */
  boolean mayStillCome(Lane lane) {
    if (lane.backlog instanceof InTopic topic) {
      return !topic.drained && !topic.atEnd && lane.queue.size() < LOW;
    }
    return lane.backlog instanceof Behind behind && catchUps.underWay(behind);
  }

  /** Takes up a destination as it was remembered. */
  void adopt(Lane lane, Memo memo, Optional<String> topicId) {
    lane.memo = memo;
    lane.state = LaneState.of(memo);
    lane.pending = memo.pending();
    switch (memo.keeping()) {
      case MEMORY -> memo.retired().ifPresent(id -> retirement.adopt(lane, id));
      case CURSOR -> {
        lane.backlog = Behind.remembered(memo);
      }
      case TOPIC -> shelving.adopt(lane, topicId);
      default -> throw new IllegalStateException("keeping: " + memo.keeping());
    }
  }

  /** Drops all that waits, by an operator's wish. */
  void forget(Lane lane) {
    lane.forgetTs = clock.millis();
    lane.pending = List.of();
    lane.state = lane.state.succeeded();
    if (lane.backlog instanceof Behind behind) {
      catchUps.forget(lane, behind);
    }
    memos.write(lane);
  }

  /** Deletes a retry topic in which nothing waits any more, for some time. */
  void tidy(Lane lane) {
    boolean idle = lane.place == Lane.Place.IDLE && lane.queue.size() == 0;
    boolean unused = Retirement.isUnused(lane);
    boolean settled = !lane.backlog.waits() && !(lane.backlog instanceof Moving);
    if (idle && settled && lane.state instanceof LaneState.Live) {
      lane.done.clear();
      lane.queue.trust();
      lane.inherited = false;
    }
    if (unused
        && lane.backlog instanceof InTopic topic
        && lane.usedTs + config.idle().toMillis() <= clock.millis()) {
      retirement.check(lane, topic);
    } else if (lane.backlog instanceof Behind behind) {
      catchUps.tidy(lane, behind);
    } else {
      retirement.retireAgain(lane);
    }
  }

  /** A lane whose partition goes away asks for nothing any more. */
  void leave(Lane lane) {
    catchUps.leave(lane);
  }

  /** Forgets a partition that went to another worker. */
  void forget(int partition) {
    slots.forget(partition);
  }
}
