package dev.burdock.streams.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Scans of stores by prefix. */
final class Scans {
  private Scans() {}

  /** Everything below a prefix, in the order of keys. The caller closes it. */
  static KeyValueIterator<byte[], byte[]> below(
      ReadOnlyKeyValueStore<byte[], byte[]> store, KeyWriter prefix) {
    // The end itself is no key: a text in a key never ends so.
    return store.range(prefix.bytes(), prefix.end());
  }

  static boolean isEmpty(KeyValueStore<byte[], byte[]> store, KeyWriter prefix) {
    try (var entries = below(store, prefix)) {
      return !entries.hasNext();
    }
  }

  static <T> List<T> list(
      KeyValueStore<byte[], byte[]> store, KeyWriter prefix, BiFunction<byte[], byte[], T> reader) {
    List<T> found = new ArrayList<>();
    try (var entries = below(store, prefix)) {
      while (entries.hasNext()) {
        KeyValue<byte[], byte[]> entry = entries.next();
        found.add(reader.apply(entry.key, entry.value));
      }
    }
    return found;
  }
}
