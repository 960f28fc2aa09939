package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Appends to retry topics, in the order of the calls. The records are made on a thread of their
 * own, since the first one of a topic waits for its metadata.
 */
final class Appender {
  private final Producer<byte[], byte[]> producer;
  private final AvroCodec<Outbound> codec;
  private final Executor thread;
  private final BiConsumer<String, Long> appended;

  /**
   * @param thread runs one task after the other
   * @param appended is told the topic and the offset of each record that Kafka has
   */
  Appender(
      Producer<byte[], byte[]> producer,
      AvroCodec<Outbound> codec,
      Executor thread,
      BiConsumer<String, Long> appended) {
    this.producer = producer;
    this.codec = codec;
    this.thread = thread;
    this.appended = appended;
  }

  CompletionStage<Void> append(String topic, List<QueuedPdu> pdus) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            CompletableFuture.allOf(
                    pdus.stream()
                        .map(pdu -> send(topic, pdu.roomId(), record(pdu)))
                        .toArray(CompletableFuture<?>[]::new))
                .whenComplete(
                    (all, error) -> {
                      if (error == null) {
                        done.complete(null);
                      } else {
                        done.completeExceptionally(error);
                      }
                    });
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Appends that an event was redacted; no harm is done when it is lost. */
  void withdraw(String topic, String eventId, long endTs) {
    Outbound record =
        Outbound.newBuilder()
            .setEventId(eventId)
            .setRoomId("")
            .setOrigin("")
            .setCause(Cause.LIVE)
            .setReceivedTs(0)
            .setEndTs(endTs)
            .setPdu(null)
            .setDestinations(List.of())
            .build();
    thread.execute(() -> send(topic, "", record));
  }

  private CompletableFuture<Void> send(String topic, String key, Outbound record) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    byte[] value = codec.encode(record);
    producer.send(
        new ProducerRecord<>(topic, 0, key.getBytes(StandardCharsets.UTF_8), value),
        (metadata, error) -> {
          if (error == null) {
            appended.accept(topic, metadata.offset());
            done.complete(null);
          } else {
            done.completeExceptionally(error);
          }
        });
    return done;
  }

  /** Without destinations: the topic says which. */
  private static Outbound record(QueuedPdu pdu) {
    return Outbound.newBuilder()
        .setEventId(pdu.eventId())
        .setRoomId(pdu.roomId())
        .setOrigin(pdu.origin())
        .setCause(Cause.LIVE)
        .setReceivedTs(pdu.receivedTs())
        .setEndTs(pdu.endTs())
        .setPdu(ByteBuffer.wrap(pdu.canonical()))
        .setDestinations(List.of())
        .build();
  }
}
