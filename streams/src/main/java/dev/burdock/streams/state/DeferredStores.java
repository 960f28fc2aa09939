package dev.burdock.streams.state;

import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.streams.domain.Bucket;
import dev.burdock.streams.domain.BucketKey;
import dev.burdock.streams.domain.DeferredRef;
import dev.burdock.streams.domain.DeferredView;
import dev.burdock.streams.domain.DeferredWriter;
import dev.burdock.streams.kept.KeptEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/** The stores of deferred events and of the buckets that deferred them. */
public final class DeferredStores implements DeferredView, DeferredWriter {
  private final KeyValueStore<byte[], byte[]> events;
  private final KeyValueStore<byte[], byte[]> buckets;
  private final AvroCodec<KeptEvent> codec;

  DeferredStores(
      KeyValueStore<byte[], byte[]> events,
      KeyValueStore<byte[], byte[]> buckets,
      AvroCodec<KeptEvent> codec) {
    this.events = events;
    this.buckets = buckets;
    this.codec = codec;
  }

  @Override
  public Optional<KeptEvent> event(String room, DeferredRef ref) {
    return Optional.ofNullable(events.get(RoomKeys.deferred(room, ref))).map(codec::decode);
  }

  @Override
  public List<DeferredRef> upTo(String room, DeferredRef last) {
    List<DeferredRef> line = new ArrayList<>();
    KeyWriter sender = new KeyWriter().text(room).text(last.sender());
    try (var found = events.range(sender.bytes(), RoomKeys.deferred(room, last))) {
      found.forEachRemaining(entry -> line.add(RoomKeys.deferredRef(entry.key)));
    }
    return line;
  }

  @Override
  public Optional<Bucket> bucket(BucketKey key) {
    return Optional.ofNullable(buckets.get(RoomKeys.bucket(key)))
        .map(ByteBuffer::wrap)
        .map(bytes -> new Bucket(bytes.getLong(), bytes.getInt()));
  }

  @Override
  public void put(String room, KeptEvent event) {
    DeferredRef ref = new DeferredRef(event.getSender(), event.getOffset(), event.getIndex());
    events.put(RoomKeys.deferred(room, ref), codec.encode(event));
  }

  @Override
  public void drop(String room, DeferredRef ref) {
    events.delete(RoomKeys.deferred(room, ref));
  }

  @Override
  public void putBucket(BucketKey key, Bucket bucket) {
    buckets.put(
        RoomKeys.bucket(key),
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .putLong(bucket.fullUs())
            .putInt(bucket.waiting())
            .array());
  }

  @Override
  public void dropBucket(BucketKey key) {
    buckets.delete(RoomKeys.bucket(key));
  }
}
