package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.Delivery;
import dev.burdock.fanout.federation.lane.Outcomes;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.outcome.Outcome;
import dev.burdock.schemas.outcome.Result;
import dev.burdock.schemas.serde.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Hands finished deliveries over to topic outcomes. {@link #flush()} comes before every commit, so
 * that no finished offset is committed whose outcome is still here.
 */
final class OutcomeWriter implements Outcomes {
  private static final int CAPACITY = 100_000;
  private static final int ROOM = 10_000;

  private final BlockingQueue<Delivery> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Production production;
  private final AvroCodec<Outcome> codec;
  private final String topic;
  private final FederationMetrics metrics;

  OutcomeWriter(
      Production production, AvroCodec<Outcome> codec, String topic, FederationMetrics metrics) {
    this.production = production;
    this.codec = codec;
    this.topic = topic;
    this.metrics = metrics;
  }

  @Override
  public boolean hasRoom() {
    return queue.remainingCapacity() > ROOM;
  }

  @Override
  public void add(Delivery delivery) {
    if (!queue.offer(delivery)) {
      metrics.outcomeLost();
    }
  }

  /** Produces what was added so far and waits for Kafka; called by one thread. */
  void flush() {
    for (Delivery next = queue.poll(); next != null; next = queue.poll()) {
      byte[] key = next.destination().getBytes(StandardCharsets.UTF_8);
      byte[] value = codec.encode(outcome(next));
      production.send(new ProducerRecord<>(topic, key, value));
    }
    for (int lost = production.flush(); lost > 0; lost--) {
      metrics.outcomeLost();
    }
  }

  private static Outcome outcome(Delivery delivery) {
    return Outcome.newBuilder()
        .setDestination(delivery.destination())
        .setEventId(delivery.pdu().eventId())
        .setRoomId(delivery.pdu().roomId())
        .setTxnId(delivery.txnId().orElse(null))
        .setAttempts(delivery.attempts())
        .setReceivedTs(delivery.pdu().receivedTs())
        .setFinishedTs(delivery.finishedTs())
        .setResult(Result.valueOf(delivery.result().name()))
        .setError(delivery.error().orElse(null))
        .build();
  }
}
