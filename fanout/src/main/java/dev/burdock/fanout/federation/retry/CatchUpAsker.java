package dev.burdock.fanout.federation.retry;

import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Asks the topology, every partition of rooms, what a destination misses (R23). */
final class CatchUpAsker {
  /** The clocks of the homeserver, of ingest and ours may differ by so much, ms. */
  private static final long CLOCKS_MS = 60_000;

  private final Producer<byte[], byte[]> producer;
  private final AvroCodec<CatchUpRequest> codec;
  private final String topic;
  private final int partitions;
  private final Executor thread;

  CatchUpAsker(
      Producer<byte[], byte[]> producer,
      AvroCodec<CatchUpRequest> codec,
      String topic,
      int partitions,
      Executor thread) {
    this.producer = producer;
    this.codec = codec;
    this.topic = topic;
    this.partitions = partitions;
    this.thread = thread;
  }

  CompletionStage<Void> ask(String destination, long sinceTs, long askedTs) {
    return CompletableFuture.runAsync(
        () -> {
          byte[] value =
              codec.encode(
                  new CatchUpRequest(destination, Math.max(0, sinceTs - CLOCKS_MS), askedTs));
          for (int partition = 0; partition < partitions; partition++) {
            byte[] key = Integer.toString(partition).getBytes(StandardCharsets.UTF_8);
            var unused = producer.send(new ProducerRecord<>(topic, partition, key, value));
          }
        },
        thread);
  }
}
