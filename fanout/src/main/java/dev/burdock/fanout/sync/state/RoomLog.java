package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.StickyItem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The unexpired sticky events of one room, all of them, by mark. Safe for many threads. */
final class RoomLog {
  private final List<StickyItem> items = new ArrayList<>();
  private final Set<String> eventIds = new HashSet<>();
  private long weight;

  /** Adds an event unless it is there. */
  synchronized void add(StickyItem item) {
    if (eventIds.add(item.eventId())) {
      items.add(indexBehind(item.mark()), item);
      weight += item.weight();
    }
  }

  synchronized void remove(String eventId) {
    if (eventIds.contains(eventId)) {
      drop(item -> item.eventId().equals(eventId));
    }
  }

  /** Drops what is no longer sticky. */
  synchronized void purge(long now) {
    drop(item -> !item.isSticky(now));
  }

  /** A copy of what stands behind {@code mark}. */
  synchronized List<StickyItem> behind(Mark mark) {
    return List.copyOf(items.subList(indexBehind(mark), items.size()));
  }

  /** Bytes in memory, roughly. */
  synchronized int weight() {
    return (int) Math.min(weight, Integer.MAX_VALUE);
  }

  synchronized boolean isEmpty() {
    return items.isEmpty();
  }

  private void drop(Predicate<StickyItem> out) {
    items.removeIf(
        item -> {
          boolean gone = out.test(item);
          if (gone) {
            eventIds.remove(item.eventId());
            weight -= item.weight();
          }
          return gone;
        });
  }

  private int indexBehind(Mark mark) {
    int low = 0;
    int high = items.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (items.get(middle).mark().isAfter(mark)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
