package dev.burdock.streams.state;

import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store whose writes go through a {@link Staging}. Its life is its owner's business. */
final class StagedStore implements KeyValueStore<byte[], byte[]> {
  private final KeyValueStore<byte[], byte[]> store;
  private final Staging staging;

  StagedStore(KeyValueStore<byte[], byte[]> store, Staging staging) {
    this.store = store;
    this.staging = staging;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    staging.take(store, key, value);
  }

  /** Tells no former value: nobody asks for it. */
  @Override
  public byte[] delete(byte[] key) {
    staging.take(store, key, null);
    return null;
  }

  @Override
  public byte[] get(byte[] key) {
    return store.get(key);
  }

  @Override
  public KeyValueIterator<byte[], byte[]> range(byte[] from, byte[] to) {
    return store.range(from, to);
  }

  @Override
  public KeyValueIterator<byte[], byte[]> reverseRange(byte[] from, byte[] to) {
    return store.reverseRange(from, to);
  }

  @Override
  public KeyValueIterator<byte[], byte[]> all() {
    return store.all();
  }

  @Override
  public long approximateNumEntries() {
    return store.approximateNumEntries();
  }

  @Override
  public byte[] putIfAbsent(byte[] key, byte[] value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(List<KeyValue<byte[], byte[]>> entries) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean persistent() {
    return store.persistent();
  }

  @Override
  public boolean isOpen() {
    return store.isOpen();
  }
}
