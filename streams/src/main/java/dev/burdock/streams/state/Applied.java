package dev.burdock.streams.state;

import java.nio.ByteBuffer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Up to where the records of a task were applied. Kept in the store of sticky events itself, so
 * that a standby's copy never claims more than it holds (ADR 0042).
 *
 * @param offset the last record's; -1 before the first
 * @param streamMs the latest timestamp of any record, ms
 */
public record Applied(long offset, long streamMs) {
  private static final Applied NONE = new Applied(-1, Long.MIN_VALUE);

  static Applied read(ReadOnlyKeyValueStore<byte[], byte[]> sticky) {
    byte[] bytes = sticky.get(RoomKeys.applied());
    if (bytes == null) {
      return NONE;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Applied(buffer.getLong(), buffer.getLong());
  }

  /** After one more record. */
  public Applied after(long offset, long timestampMs) {
    return new Applied(offset, Math.max(streamMs, timestampMs));
  }

  void write(KeyValueStore<byte[], byte[]> sticky) {
    sticky.put(
        RoomKeys.applied(),
        ByteBuffer.allocate(2 * Long.BYTES).putLong(offset).putLong(streamMs).array());
  }
}
