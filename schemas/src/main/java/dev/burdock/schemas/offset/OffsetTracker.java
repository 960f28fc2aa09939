package dev.burdock.schemas.offset;

import java.util.Optional;
import java.util.TreeMap;

/**
 * The offsets of one partition whose deliveries are not all finished; below the lowest of them
 * everything may be committed. Safe for many threads.
 */
public final class OffsetTracker {
  private final TreeMap<Long, Open> open = new TreeMap<>();
  private long next;
  private long bytes;

  /**
   * @param position the first offset that will be read
   */
  public OffsetTracker(long position) {
    this.next = position;
  }

  /**
   * Takes up the record at {@code offset}.
   *
   * @param deliveries how many destinations it waits for; with 0 it is finished at once
   * @param size the bytes that it keeps in memory until it is finished
   * @return to be told of each delivery that is finished
   */
  public synchronized Runnable begin(long offset, int deliveries, int size) {
    next = Math.max(next, offset + 1);
    if (deliveries > 0) {
      open.put(offset, new Open(deliveries, size));
      bytes += size;
    }
    return () -> finish(offset);
  }

  /**
   * Takes up a record that may have been read before.
   *
   * @return to be told when it is finished; empty if it is already
   */
  public synchronized Optional<Runnable> again(long offset, int size) {
    if (offset >= next) {
      return Optional.of(begin(offset, 1, size));
    }
    return open.containsKey(offset) ? Optional.of(() -> finish(offset)) : Optional.empty();
  }

  /** The offset to commit: everything before it is finished. */
  public synchronized long committable() {
    return open.isEmpty() ? next : open.firstKey();
  }

  /** How many records are not finished. */
  public synchronized int open() {
    return open.size();
  }

  /** The bytes of the records that are not finished, each counted once. */
  public synchronized long bytes() {
    return bytes;
  }

  private synchronized void finish(long offset) {
    Open entry = open.get(offset);
    if (entry == null) {
      throw new IllegalStateException("offset " + offset + ": finished more often than begun");
    }
    entry.deliveries--;
    if (entry.deliveries == 0) {
      open.remove(offset);
      bytes -= entry.size;
    }
  }

  private static final class Open {
    private int deliveries;
    private final int size;

    private Open(int deliveries, int size) {
      this.deliveries = deliveries;
      this.size = size;
    }
  }
}
