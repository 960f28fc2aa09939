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
import java.util.concurrent.atomic.AtomicInteger;
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
            Appends appends = new Appends(pdus.size(), done);
            pdus.forEach(pdu -> send(topic, pdu.causedTs(), pdu.roomId(), record(pdu), appends));
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
    thread.execute(() -> send(topic, null, "", record, new Appends(1, new CompletableFuture<>())));
  }

  /** The timestamp of a record is that of the reason for which its PDU is pushed. */
  private void send(String topic, Long ts, String key, Outbound record, Appends appends) {
    byte[] value = codec.encode(record);
    var unused =
        producer.send(
            new ProducerRecord<>(topic, 0, ts, key.getBytes(StandardCharsets.UTF_8), value),
            (metadata, error) -> {
              if (error == null) {
                appended.accept(topic, metadata.offset());
                appends.done();
              } else {
                appends.failed(error);
              }
            });
  }

  /** How many appends that belong together are still under way. */
  private static final class Appends {
    private final AtomicInteger open;
    private final CompletableFuture<Void> all;

    private Appends(int count, CompletableFuture<Void> all) {
      this.open = new AtomicInteger(count);
      this.all = all;
    }

    private void done() {
      if (open.decrementAndGet() == 0) {
        all.complete(null);
      }
    }

    private void failed(Exception error) {
      all.completeExceptionally(error);
    }
  }

  /** Without destinations: the topic says which. */
  private static Outbound record(QueuedPdu pdu) {
    return Outbound.newBuilder()
        .setEventId(pdu.eventId())
        .setRoomId(pdu.roomId())
        .setOrigin(pdu.origin())
        .setCause(Cause.valueOf(pdu.event().cause().name()))
        .setReceivedTs(pdu.receivedTs())
        .setEndTs(pdu.endTs())
        .setPdu(ByteBuffer.wrap(pdu.canonical()))
        .setDestinations(List.of())
        .build();
  }
}
