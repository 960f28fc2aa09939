package dev.burdock.fanout.sync.state;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.schemas.delivery.Removal;
import dev.burdock.schemas.delivery.StickyRemoved;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sticky events of rooms: those of busy rooms from memory, within a bound of bytes, the others
 * from the rooms' owners. A log in memory is always complete; what happens to a room while it is
 * being read is merged into what was read.
 */
public final class RoomLogs {
  private static final int MAX_GONE = 100_000;

  private final RoomHeads heads;
  private final RoomReads reads;
  private final Cache<String, RoomLog> logs;
  private final Map<String, Load> loads = new ConcurrentHashMap<>();
  private final Cache<String, Boolean> gone;

  /**
   * Nothing in memory yet.
   *
   * @param cacheBytes most bytes of events in memory
   */
  public RoomLogs(RoomHeads heads, RoomReads reads, long cacheBytes) {
    this.heads = heads;
    this.reads = reads;
    this.logs =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((String room, RoomLog log) -> log.weight())
            .executor(Runnable::run)
            .build();
    this.gone = Caffeine.newBuilder().maximumSize(MAX_GONE).executor(Runnable::run).build();
  }

  /** A read that is under way, and what happened to the room since it began. */
  private static final class Load {
    final CompletableFuture<RoomLog> result = new CompletableFuture<>();
    final List<StickyItem> added = new ArrayList<>();
    final Set<String> removed = new HashSet<>();
  }

  /** The events of a room behind a mark. */
  CompletionStage<List<StickyItem>> behind(String roomId, Mark mark) {
    RoomLog present = logs.getIfPresent(roomId);
    CompletionStage<RoomLog> log =
        present == null ? load(roomId) : CompletableFuture.completedFuture(present);
    return log.thenApply(found -> found.behind(mark));
  }

  /**
   * An event was delivered to a room.
   *
   * @param alone whether it is the only unexpired one of the room
   */
  void added(StickyItem item, boolean alone) {
    loads.compute(
        item.roomId(),
        (roomId, load) -> {
          RoomLog log = logs.getIfPresent(roomId);
          if (log == null && alone) {
            log = new RoomLog();
          }
          if (log != null) {
            log.add(item);
            logs.put(roomId, log);
          }
          if (load != null) {
            load.added.add(item);
          }
          return load;
        });
  }

  /** Whether an event is known to be redacted; the latest of them are. */
  boolean isGone(String eventId) {
    return gone.getIfPresent(eventId) != null;
  }

  /** An event is no longer sticky. A redacted one is remembered: it must not come back (R04). */
  void removed(String roomId, StickyRemoved removed) {
    String eventId = removed.getEventId();
    if (removed.getRemoval() == Removal.REDACTED) {
      gone.put(eventId, true);
    }
    loads.compute(
        roomId,
        (room, load) -> {
          RoomLog log = logs.getIfPresent(roomId);
          if (log != null) {
            log.remove(eventId);
          }
          if (load != null) {
            load.removed.add(eventId);
          }
          return load;
        });
  }

  /** Drops what has ended. */
  void purge(long now) {
    logs.asMap()
        .forEach(
            (roomId, log) -> {
              log.purge(now);
              if (heads.latest(roomId).equals(Mark.NONE)) {
                logs.invalidate(roomId);
              }
            });
  }

  private CompletionStage<RoomLog> load(String roomId) {
    Load own = new Load();
    Load load = loads.computeIfAbsent(roomId, room -> own);
    if (load == own) {
      reads
          .room(roomId, heads.latest(roomId))
          .whenComplete((items, failure) -> finish(roomId, own, items, failure));
    }
    return load.result;
  }

  private void finish(String roomId, Load load, List<StickyItem> items, Throwable failure) {
    RoomLog log = new RoomLog();
    loads.compute(
        roomId,
        (room, same) -> {
          if (failure == null) {
            items.forEach(log::add);
            load.added.forEach(log::add);
            load.removed.forEach(log::remove);
            items.stream().map(StickyItem::eventId).filter(this::isGone).forEach(log::remove);
            logs.put(roomId, log);
          }
          return null;
        });
    if (failure == null) {
      load.result.complete(log);
    } else {
      load.result.completeExceptionally(failure);
    }
  }
}
