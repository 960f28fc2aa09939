package dev.burdock.streams.state;

import dev.burdock.streams.domain.MapCandidate;
import dev.burdock.streams.domain.MapKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;

/** The store of the clients' map: what each key shows, and what else it could show. */
final class MapValues {
  private final KeyValueStore<byte[], byte[]> store;

  MapValues(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  /** Keys are ordered as candidates are: the first from behind has the highest rank. */
  Optional<MapCandidate> winner(MapKey key, Predicate<MapCandidate> mayShow) {
    KeyWriter prefix = RoomKeys.mapCandidates(key);
    int skip = prefix.bytes().length;
    try (var found = store.reverseRange(prefix.bytes(), prefix.end())) {
      while (found.hasNext()) {
        KeyValue<byte[], byte[]> entry = found.next();
        MapCandidate candidate = candidate(entry.key, skip, entry.value);
        if (mayShow.test(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  Optional<String> shown(MapKey key) {
    return Optional.ofNullable(store.get(RoomKeys.mapShown(key)))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  void put(MapKey key, MapCandidate candidate) {
    store.put(
        RoomKeys.mapCandidate(key, candidate),
        ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
            .putLong(candidate.offset())
            .putInt(candidate.index())
            .putLong(candidate.endMs())
            .array());
  }

  void drop(MapKey key, MapCandidate candidate) {
    store.delete(RoomKeys.mapCandidate(key, candidate));
  }

  void show(MapKey key, String eventId) {
    store.put(RoomKeys.mapShown(key), eventId.getBytes(StandardCharsets.UTF_8));
  }

  void showNothing(MapKey key) {
    store.delete(RoomKeys.mapShown(key));
  }

  private static MapCandidate candidate(byte[] key, int skip, byte[] value) {
    KeyReader reader = new KeyReader(key, skip);
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new MapCandidate(
        reader.int64(), reader.text(), buffer.getLong(), buffer.getInt(), buffer.getLong());
  }
}
