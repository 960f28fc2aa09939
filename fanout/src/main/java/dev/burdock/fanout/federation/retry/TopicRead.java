package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.lane.Shelf.Chunk;
import dev.burdock.fanout.federation.lane.Shelf.Withdrawn;
import dev.burdock.schemas.offset.OffsetTracker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** How far one retry topic is read and worked off. Used by the thread of its reader. */
final class TopicRead {
  final TopicPartition source;

  /** Partition of the destination. */
  final int owner;

  /** What is not finished; null until the topic is opened. */
  OffsetTracker tracker;

  /** The next offset to read. */
  long position;

  /** Where the topic ended when it was last looked at. */
  long end;

  /** The consumer stands elsewhere. */
  boolean moved;

  /** What is committed. */
  long committed = -1;

  /** The first read goes through all of the topic for what was redacted. */
  boolean scanning = true;

  private final List<Withdrawn> withdrawn = new ArrayList<>();
  private CompletableFuture<Chunk> wanted;
  private long missingNanos;
  private List<Waiting> entries = new ArrayList<>();

  TopicRead(TopicPartition source, int owner) {
    this.source = source;
    this.owner = owner;
  }

  void want(CompletableFuture<Chunk> future) {
    wanted = future;
  }

  boolean wanted() {
    return wanted != null;
  }

  void open(long committedOffset, long endOffset) {
    tracker = new OffsetTracker(committedOffset);
    committed = committedOffset;
    position = committedOffset;
    end = Math.max(end, endOffset);
    // The consumer may know the topic from before, and stand anywhere.
    moved = true;
  }

  boolean opened() {
    return tracker != null;
  }

  void withdrawn(Withdrawn gone) {
    withdrawn.add(gone);
  }

  void add(Waiting entry) {
    entries.add(entry);
  }

  /** Whether anything was read that is wanted. */
  boolean some() {
    return !entries.isEmpty();
  }

  /** For how long the topic has not been there. */
  Duration missing(long nowNanos) {
    if (missingNanos == 0) {
      missingNanos = nowNanos;
    }
    return Duration.ofNanos(nowNanos - missingNanos);
  }

  boolean atEnd() {
    return position >= end;
  }

  /** Goes back to where the topic is worked off. */
  void rewind() {
    wanted = null;
    entries = new ArrayList<>();
    if (opened()) {
      position = tracker.committable();
      moved = true;
    }
  }

  /** Ends the first read: the entries come now. */
  void scanned() {
    scanning = false;
    position = tracker.committable();
    moved = true;
  }

  /** Hands over what was read. */
  void answer() {
    CompletableFuture<Chunk> future = wanted;
    Chunk chunk = new Chunk(entries, atEnd(), withdrawn);
    wanted = null;
    entries = new ArrayList<>();
    withdrawn.clear();
    future.complete(chunk);
  }

  void fail(RuntimeException error) {
    CompletableFuture<Chunk> future = wanted;
    wanted = null;
    future.completeExceptionally(error);
  }
}
