package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.lane.Backlog.InTopic;
import dev.burdock.fanout.federation.lane.Backlog.Moving;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Moves what waits for a destination into its retry topic and back, and deletes the topic in the
 * end. Confined to the thread of the lanes.
 */
final class Shelving {
  private static final long STICKY_MS = 3_600_000;

  private final Shelf shelf;
  private final Memos memos;
  private final Endings endings;
  private final CatchUps catchUps;
  private final Slots slots;
  private final Executor engine;
  private final Clock clock;
  private final Consumer<Lane> place;
  private final BiConsumer<Lane, Waiting> again;

  /**
   * @param place is called for a lane that may have something to do now
   * @param again takes a PDU whose retry topic went away under it
   */
  Shelving(
      Shelf shelf,
      Memos memos,
      Endings endings,
      CatchUps catchUps,
      Slots slots,
      Executor engine,
      Clock clock,
      Consumer<Lane> place,
      BiConsumer<Lane, Waiting> again) {
    this.shelf = shelf;
    this.memos = memos;
    this.endings = endings;
    this.catchUps = catchUps;
    this.slots = slots;
    this.engine = engine;
    this.clock = clock;
    this.place = place;
    this.again = again;
  }

  /**
   * Moves all that waits out of memory. Until there is a retry topic for it, the lane goes on from
   * its queue: a broker that takes its time must not hold up a destination that answers.
   */
  void move(Lane lane) {
    if (lane.retiring != null) {
      return;
    }
    // While its cursor is remembered, what catch-up brought is found again by that alone.
    boolean settling = lane.coveredOffset >= 0;
    if (settling || !shelf.fits(lane.destination) || !slots.take(lane.partition)) {
      letGo(lane);
      return;
    }
    Moving moving = new Moving();
    lane.backlog = moving;
    shelf
        .create(lane.destination)
        .whenCompleteAsync(
            (id, error) -> {
              if (lane.backlog == moving && !lane.released) {
                created(lane, moving, error == null ? id : Optional.empty());
              }
            },
            engine);
  }

  /** Moves all that waits out of memory, and makes no topic for it. */
  void letGo(Lane lane) {
    catchUps.begin(lane, Behind.nothing(), leaving(lane));
  }

  private void created(Lane lane, Moving moving, Optional<String> id) {
    if (id.isEmpty()) {
      slots.give(lane.partition);
      letGo(lane);
      return;
    }
    moving.topicId = id.get();
    memos
        .write(lane)
        .thenRunAsync(
            () -> {
              if (lane.backlog == moving && !lane.released) {
                InTopic topic = new InTopic(id.get());
                lane.backlog = topic;
                append(lane, topic, leaving(lane));
                memos.write(lane);
                place.accept(lane);
              }
            },
            engine);
  }

  /** Empties the queue of a lane; a transaction that may be known there is to be repeated. */
  private List<Waiting> leaving(Lane lane) {
    if (lane.state.failures() == 0) {
      keepTransaction(lane);
    }
    return emptied(lane);
  }

  /** A transaction that was sent before, and leaves the queue, is to be repeated as it was. */
  static void keepTransaction(Lane lane) {
    if (lane.place != Lane.Place.IN_FLIGHT && !lane.queue.headIds().isEmpty()) {
      lane.pending = lane.queue.headIds();
    }
  }

  /** Appends to the retry topic; what is finished in outbound then is not read before. */
  void append(Lane lane, InTopic topic, List<Waiting> entries) {
    topic.drained = false;
    if (entries.isEmpty()) {
      return;
    }
    topic.appending++;
    topic.unread++;
    endings.leave(lane, entries.size());
    List<QueuedPdu> pdus = entries.stream().map(Waiting::pdu).toList();
    shelf
        .append(lane.destination, pdus)
        .whenCompleteAsync((done, error) -> appended(lane, topic, entries, error), engine);
  }

  private void appended(Lane lane, InTopic topic, List<Waiting> entries, Throwable error) {
    topic.appending--;
    if (!endings.arrived(lane, entries.size())) {
      return;
    }
    if (error != null && lane.backlog == topic) {
      append(lane, topic, entries);
    } else if (error != null) {
      endings.moved(-entries.size());
      entries.forEach(entry -> again.accept(lane, entry));
    } else {
      endings.settled(entries);
      topic.atEnd = false;
      place.accept(lane);
    }
  }

  /** Puts back into the topic what was read of it, and appends what was not in it yet. */
  void shelve(Lane lane, InTopic topic) {
    List<Waiting> entries = unshelved(lane);
    lane.epoch++;
    topic.reading = false;
    topic.atEnd = false;
    topic.drained = false;
    shelf.rewind(lane.destination);
    append(lane, topic, entries);
  }

  /**
   * Empties the queue of a lane, but for copies of what is in flight; what the retry topic holds as
   * well is forgotten.
   */
  List<Waiting> unshelved(Lane lane) {
    List<Waiting> entries = emptied(lane);
    List<Waiting> unshelved = entries.stream().filter(entry -> !entry.shelved()).toList();
    endings.moved(unshelved.size() - entries.size());
    return unshelved;
  }

  private List<Waiting> emptied(Lane lane) {
    boolean inFlight = lane.place == Lane.Place.IN_FLIGHT;
    List<Waiting> entries = inFlight ? lane.queue.detach() : lane.queue.drain();
    endings.moved(lane.queue.size());
    return entries;
  }

  private void arrived(Lane lane, InTopic topic, Shelf.Chunk chunk, Throwable error) {
    topic.reading = false;
    if (error != null) {
      slots.give(lane.partition);
      lose(lane, unshelved(lane));
      place.accept(lane);
      return;
    }
    chunk.withdrawn().forEach(gone -> endings.withdraw(gone.eventId(), gone.endTs()));
    for (Waiting entry : chunk.entries()) {
      endings.moved(1);
      if (lane.done.contains(entry.pdu().event().key())) {
        endings.settled(List.of(entry));
      } else {
        lane.queue.offer(entry);
      }
    }
    topic.atEnd = chunk.end() && topic.unread == 0;
    topic.drained = topic.atEnd;
    if (chunk.entries().isEmpty() && topic.appending > 0) {
      return;
    }
    place.accept(lane);
  }

  /** The retry topic is gone: everything that is unexpired is asked for again. */
  void lose(Lane lane, List<Waiting> entries) {
    lane.epoch++;
    catchUps.begin(lane, Behind.anything(clock.millis() + STICKY_MS), entries);
  }

  /** Reads on in the retry topic; the lane is placed again when that is here. */
  void fetch(Lane lane, InTopic topic) {
    topic.reading = true;
    topic.unread = topic.appending;
    int epoch = lane.epoch;
    shelf
        .read(lane.partition, lane.destination)
        .whenCompleteAsync(
            (chunk, error) -> {
              if (lane.epoch == epoch && lane.backlog == topic && !lane.released) {
                arrived(lane, topic, chunk, error);
              }
            },
            engine);
  }

  /** Takes up the retry topic of a destination that another worker had. */
  void adopt(Lane lane, Optional<String> topicId) {
    if (topicId.isPresent()) {
      slots.force(lane.partition);
      lane.inherited = true;
      lane.backlog = new InTopic(topicId.get());
    } else {
      lose(lane, List.of());
    }
  }
}
