package dev.burdock.streams.processor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store in memory, ordered as RocksDB orders: by unsigned bytes; scans see what was there. */
final class SortedStore implements KeyValueStore<byte[], byte[]> {
  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  /** A store of its own with the same entries. */
  SortedStore copy() {
    SortedStore copy = new SortedStore();
    copy.entries.putAll(entries);
    return copy;
  }

  @Override
  public byte[] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    entries.put(key, value);
  }

  @Override
  public byte[] putIfAbsent(byte[] key, byte[] value) {
    return entries.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<byte[], byte[]>> added) {
    added.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte[] delete(byte[] key) {
    return entries.remove(key);
  }

  @Override
  public KeyValueIterator<byte[], byte[]> range(byte[] from, byte[] to) {
    if (to == null) {
      return iterate(entries.tailMap(from, true));
    }
    return Arrays.compareUnsigned(from, to) > 0
        ? iterate(Collections.emptyNavigableMap())
        : iterate(entries.subMap(from, true, to, true));
  }

  @Override
  public KeyValueIterator<byte[], byte[]> reverseRange(byte[] from, byte[] to) {
    return iterate(entries.subMap(from, true, to, true).descendingMap());
  }

  @Override
  public KeyValueIterator<byte[], byte[]> all() {
    return iterate(entries);
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  @Override
  public String name() {
    return "sorted";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  private static KeyValueIterator<byte[], byte[]> iterate(NavigableMap<byte[], byte[]> part) {
    Iterator<Map.Entry<byte[], byte[]>> seen = new ArrayList<>(part.entrySet()).iterator();
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return seen.hasNext();
      }

      @Override
      public KeyValue<byte[], byte[]> next() {
        Map.Entry<byte[], byte[]> entry = seen.next();
        return KeyValue.pair(entry.getKey(), entry.getValue());
      }

      @Override
      public byte[] peekNextKey() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    };
  }
}
