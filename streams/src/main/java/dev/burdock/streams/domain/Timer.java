package dev.burdock.streams.domain;

import dev.burdock.streams.kept.KeptEvent;
import java.util.Locale;

/**
 * Something to do about a room when a time has come.
 *
 * @param queue which clock decides that it has come
 * @param atMs when, ms since the epoch
 * @param room id of the room
 * @param kind what it is about
 * @param id the event, user or redaction target that it is about; the place and turn of a deferred
 *     event; the limit of a bucket
 * @param other the redaction, the clock by which a membership was told, the deferred event, or the
 *     name of a bucket; else empty
 */
public record Timer(Queue queue, long atMs, String room, Kind kind, String id, String other) {

  /** The clocks. */
  public enum Queue {
    /** The wall clock: what ended is told. */
    EXPIRE(0),
    /** The horizon behind which no record can be judged any more: what ended is removed. */
    REMOVE(1),
    /** The wall clock: deferred events whose turn has come. */
    TURN(2);

    private final int code;

    Queue(int code) {
      this.code = code;
    }

    /** How it is stored: it cannot change. */
    public int code() {
      return code;
    }

    /**
     * The queue that is stored as this code.
     *
     * @throws IllegalArgumentException when there is none of this code
     */
    public static Queue of(int code) {
      for (Queue queue : values()) {
        if (queue.code == code) {
          return queue;
        }
      }
      throw new IllegalArgumentException("queue of timers: " + code);
    }
  }

  /** What a timer is about. */
  public enum Kind {
    EVENT('e'),
    TOLD('t'),
    REDACTION('r'),
    MEMBER('m'),
    ERASED('u'),
    DEFERRED('d'),
    BUCKET('b');

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** How it is stored: it cannot change. */
    public int code() {
      return code;
    }

    /**
     * The kind that is stored as this code.
     *
     * @throws IllegalArgumentException when there is none of this code
     */
    public static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("kind of timer: " + code);
    }
  }

  /** The end of an event's stickiness. */
  public static Timer expire(String room, String eventId, long endMs) {
    return new Timer(Queue.EXPIRE, endMs, room, Kind.EVENT, eventId, "");
  }

  /** The turn of a deferred event; of those at one time, the one that was deferred first. */
  static Timer turn(String room, KeptEvent deferred, long atMs) {
    String turn =
        String.format(
            Locale.ROOT,
            "%016x.%08x.%x",
            deferred.getOffset(),
            deferred.getIndex(),
            deferred.getDeferral().getDueTs());
    return new Timer(Queue.TURN, atMs, room, Kind.DEFERRED, turn, deferred.getEventId());
  }

  /** The removal of a bucket that may be full by then. */
  static Timer bucket(BucketKey key, long atMs) {
    return remove(key.room(), Kind.BUCKET, key.limit().name(), key.name(), atMs);
  }

  /** The removal of what is known of {@code id}. */
  public static Timer remove(String room, Kind kind, String id, String other, long atMs) {
    return new Timer(Queue.REMOVE, atMs, room, kind, id, other);
  }
}
