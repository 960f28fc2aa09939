package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.DeliveryOutcome;
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
 * Hands finished deliveries over to topic outcomes. Before every commit those come that were
 * finished before its offsets were read, so that none is committed whose outcome is still here.
 */
public final class OutcomeWriter implements Outcomes {
  private static final int CAPACITY = 100_000;
  private static final int ROOM = 10_000;

  private final BlockingQueue<DeliveryOutcome> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Production production;
  private final AvroCodec<Outcome> codec;
  private final String topic;
  private final FederationMetrics metrics;

  public OutcomeWriter(
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
  public void add(DeliveryOutcome delivery) {
    if (!queue.offer(delivery)) {
      metrics.outcomeLost();
    }
  }

  /** Produces what was added so far; called by one thread, as the next two. */
  void produce() {
    for (DeliveryOutcome next = queue.poll(); next != null; next = queue.poll()) {
      byte[] key = next.destination().getBytes(StandardCharsets.UTF_8);
      byte[] value = codec.encode(outcome(next));
      production.send(new ProducerRecord<>(topic, key, value));
    }
  }

  /** Whether Kafka has what was produced; does not wait. */
  boolean settled() {
    if (!production.settled()) {
      return false;
    }
    count(production.lost());
    return true;
  }

  /** Produces what was added so far and waits for Kafka. */
  void flush() {
    produce();
    count(production.flush());
  }

  private void count(int lost) {
    for (int i = 0; i < lost; i++) {
      metrics.outcomeLost();
    }
  }

  private static Outcome outcome(DeliveryOutcome delivery) {
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
