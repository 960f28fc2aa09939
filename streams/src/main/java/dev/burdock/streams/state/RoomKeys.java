package dev.burdock.streams.state;

import dev.burdock.streams.domain.BucketKey;
import dev.burdock.streams.domain.DeferredRef;
import dev.burdock.streams.domain.MapCandidate;
import dev.burdock.streams.domain.MapKey;
import dev.burdock.streams.domain.Timer;

/** The keys of the topology's stores. The layouts are stored: they cannot change in place. */
final class RoomKeys {
  private static final int SEEN = 'e';
  private static final int TOLD = 't';
  private static final int REDACTION = 'r';
  private static final int ERASED = 'u';
  private static final int SHOWN = 's';
  private static final int CANDIDATE = 'c';
  private static final int BY_SERVER = 0;

  /** In the store of sticky events, the place up to which records were applied; no room has it. */
  private static final byte[] APPLIED = {0};

  private RoomKeys() {}

  static byte[] applied() {
    return APPLIED.clone();
  }

  /** The first key that can be a room's. */
  static byte[] behindApplied() {
    return new byte[] {0, 0};
  }

  /** {@code room|offset|index}. */
  static byte[] sticky(String room, long offset, int index) {
    return new KeyWriter().text(room).int64(offset).int32(index).bytes();
  }

  /** {@code room|sender|offset of arrival}. */
  static byte[] held(String room, String sender, long arrivalOffset) {
    return new KeyWriter().text(room).text(sender).int64(arrivalOffset).bytes();
  }

  /** {@code room|sender|offset|index of deferral}. */
  static byte[] deferred(String room, DeferredRef ref) {
    return new KeyWriter()
        .text(room)
        .text(ref.sender())
        .int64(ref.offset())
        .int32(ref.index())
        .bytes();
  }

  static DeferredRef deferredRef(byte[] key) {
    KeyReader reader = new KeyReader(key);
    reader.text();
    return new DeferredRef(reader.text(), reader.int64(), reader.int32());
  }

  /** {@code room|limit|name}. */
  static byte[] bucket(BucketKey key) {
    int limit =
        switch (key.limit()) {
          case SENDER -> 's';
          case ORIGIN -> 'o';
          case ROOM -> 'r';
        };
    return new KeyWriter().text(key.room()).tag(limit).text(key.name()).bytes();
  }

  /** {@code room|e|event id}. */
  static byte[] seen(String room, String eventId) {
    return new KeyWriter().text(room).tag(SEEN).text(eventId).bytes();
  }

  /** {@code room|t|event id}. */
  static byte[] told(String room, String eventId) {
    return new KeyWriter().text(room).tag(TOLD).text(eventId).bytes();
  }

  /** {@code room|r|target|redaction}. */
  static byte[] redaction(String room, String target, String redaction) {
    return redactions(room, target).text(redaction).bytes();
  }

  static KeyWriter redactions(String room, String target) {
    return new KeyWriter().text(room).tag(REDACTION).text(target);
  }

  /** {@code room|u|user}. */
  static byte[] erased(String room, String user) {
    return new KeyWriter().text(room).tag(ERASED).text(user).bytes();
  }

  /** {@code room|user}, and {@code user|room} in the other half of the topology. */
  static byte[] pair(String first, String second) {
    return new KeyWriter().text(first).text(second).bytes();
  }

  /** {@code 0|server|room|user}: in the store of servers, before all rooms. */
  static byte[] roomOfServer(String server, String room, String user) {
    return roomsOf(server).text(room).text(user).bytes();
  }

  static KeyWriter roomsOf(String server) {
    return new KeyWriter().tag(BY_SERVER).text(server);
  }

  /** The room of such a key. */
  static String roomOfServer(byte[] key) {
    KeyReader reader = new KeyReader(key);
    reader.tag();
    reader.text();
    return reader.text();
  }

  /** In the store of servers, that all of it is there by server too. */
  static byte[] indexed() {
    return new byte[] {BY_SERVER, BY_SERVER};
  }

  /** The first key of that store that can be a room's. */
  static byte[] behindIndex() {
    return new byte[] {BY_SERVER + 1};
  }

  /** {@code room|server|user}. */
  static byte[] server(String room, String server, String user) {
    return new KeyWriter().text(room).text(server).text(user).bytes();
  }

  /** {@code room|sender|type|sticky key|s}: what the key shows. */
  static byte[] mapShown(MapKey key) {
    return mapKey(key).tag(SHOWN).bytes();
  }

  /** {@code room|sender|type|sticky key|c|rank|event id}. */
  static byte[] mapCandidate(MapKey key, MapCandidate candidate) {
    return mapCandidates(key).int64(candidate.rank()).text(candidate.eventId()).bytes();
  }

  static KeyWriter mapCandidates(MapKey key) {
    return mapKey(key).tag(CANDIDATE);
  }

  private static KeyWriter mapKey(MapKey key) {
    return new KeyWriter()
        .text(key.room())
        .text(key.sender())
        .text(key.type())
        .text(key.stickyKey());
  }

  /** {@code queue|time|room|kind|id|other}. */
  static byte[] timer(Timer timer) {
    return new KeyWriter()
        .tag(timer.queue().code())
        .int64(timer.atMs())
        .text(timer.room())
        .tag(timer.kind().code())
        .text(timer.id())
        .text(timer.other())
        .bytes();
  }

  static Timer timer(byte[] key) {
    KeyReader reader = new KeyReader(key);
    return new Timer(
        Timer.Queue.of(reader.tag()),
        reader.int64(),
        reader.text(),
        Timer.Kind.of(reader.tag()),
        reader.text(),
        reader.text());
  }

  /** The first key of a queue at or after a time. */
  static byte[] timersFrom(Timer.Queue queue, long atMs) {
    return new KeyWriter().tag(queue.code()).int64(atMs).bytes();
  }

  /** The first key of a queue behind a time. */
  static byte[] timersBehind(Timer.Queue queue, long atMs) {
    return new KeyWriter().tag(queue.code()).int64(atMs).end();
  }
}
