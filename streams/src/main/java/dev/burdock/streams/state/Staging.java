package dev.burdock.streams.state;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Holds back the writes of one record until all of them are known, so that a record that cannot be
 * stored changes nothing (ADR 0082). Otherwise writes pass through at once. Reads never see what is
 * held back. Used by one thread.
 */
public final class Staging {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Write(KeyValueStore<byte[], byte[]> store, byte[] key, byte[] value) {}

  private final List<Write> held = new ArrayList<>();
  private boolean collecting;

  /** The store as those see it whose writes can be held back. */
  public KeyValueStore<byte[], byte[]> over(KeyValueStore<byte[], byte[]> store) {
    return new StagedStore(store, this);
  }

  /** Holds back all writes of {@code changes}; when it fails they are forgotten. */
  public void collect(Runnable changes) {
    held.clear();
    collecting = true;
    try {
      changes.run();
    } catch (RuntimeException e) {
      held.clear();
      throw e;
    } finally {
      collecting = false;
    }
  }

  /** Makes the writes that are held back, in order. */
  public void write() {
    held.forEach(write -> write(write.store, write.key, write.value));
    held.clear();
  }

  /**
   * One write, made now or held back.
   *
   * @param value null deletes
   */
  void take(KeyValueStore<byte[], byte[]> store, byte[] key, byte[] value) {
    if (collecting) {
      held.add(new Write(store, key, value));
    } else {
      write(store, key, value);
    }
  }

  private static void write(KeyValueStore<byte[], byte[]> store, byte[] key, byte[] value) {
    if (value == null) {
      store.delete(key);
    } else {
      store.put(key, value);
    }
  }
}
