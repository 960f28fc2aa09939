package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.lane.Backlog.InMemory;
import dev.burdock.fanout.federation.lane.Backlog.InTopic;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The end of retry topics in which nothing waits any more. What a worker thinks of a topic deletes
 * nothing: the brokers are asked in that moment. Confined to the thread of the lanes.
 */
final class Retirement {
  private final Shelf shelf;
  private final Memos memos;
  private final Shelving shelving;
  private final Slots slots;
  private final Executor engine;
  private final Consumer<Lane> place;

  /**
   * @param place is called for a lane that may have something to do now
   */
  Retirement(
      Shelf shelf,
      Memos memos,
      Shelving shelving,
      Slots slots,
      Executor engine,
      Consumer<Lane> place) {
    this.shelf = shelf;
    this.memos = memos;
    this.shelving = shelving;
    this.slots = slots;
    this.engine = engine;
    this.place = place;
  }

  /** Goes on with the deletion of a retry topic that another worker began. */
  void adopt(Lane lane, String id) {
    slots.force(lane.partition);
    retire(lane, id);
  }

  /** Deletes a drained retry topic: remembered first, then deleted by its id, then forgotten. */
  private void retire(Lane lane, String id) {
    lane.backlog = new InMemory();
    lane.retiring = id;
    memos
        .write(lane)
        .thenCompose(done -> shelf.delete(lane.destination, id))
        .whenCompleteAsync((gone, error) -> retired(lane, gone, error), engine);
  }

  private void retired(Lane lane, Boolean gone, Throwable error) {
    if (lane.released) {
      return;
    }
    if (error != null) {
      lane.undeleted = true;
      return;
    }
    String id = lane.retiring;
    lane.retiring = null;
    if (gone) {
      slots.give(lane.partition);
    } else {
      InTopic topic = new InTopic(id);
      lane.inherited = true;
      lane.backlog = topic;
      reread(lane, topic);
    }
    memos.write(lane);
  }

  /** Asks the brokers whether anything waits in a retry topic, and deletes it if nothing does. */
  void check(Lane lane, InTopic topic) {
    if (topic.checking) {
      return;
    }
    topic.checking = true;
    shelf
        .workedOff(lane.destination)
        .whenCompleteAsync(
            (nothing, error) -> {
              topic.checking = false;
              if (error == null && !lane.released && lane.backlog == topic && isUnused(lane)) {
                if (nothing) {
                  retire(lane, topic.id);
                } else {
                  reread(lane, topic);
                }
              }
            },
            engine);
  }

  /** Whether a lane does nothing, and nothing that is known waits in its topic. */
  static boolean isUnused(Lane lane) {
    return lane.place == Lane.Place.IDLE
        && lane.queue.size() == 0
        && lane.backlog instanceof InTopic topic
        && topic.drained
        && topic.appending == 0;
  }

  /** Something waits in the topic after all: it comes first, then what is in memory. */
  private void reread(Lane lane, InTopic topic) {
    shelving.shelve(lane, topic);
    shelf.reopen(lane.destination);
    place.accept(lane);
  }

  /** Tries again what could not be deleted. */
  void retireAgain(Lane lane) {
    if (lane.undeleted) {
      lane.undeleted = false;
      retire(lane, lane.retiring);
    }
  }
}
