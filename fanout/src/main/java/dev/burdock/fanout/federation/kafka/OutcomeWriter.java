package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.lane.Outcomes;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.outcome.CarriedBy;
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
    return production.settled();
  }

  /** Produces what was added so far and waits for Kafka; says whether it has all of it. */
  boolean flush() {
    produce();
    return production.flush();
  }

  private static Outcome outcome(DeliveryOutcome delivery) {
    return Outcome.newBuilder()
        .setDestination(delivery.destination())
        .setEventId(delivery.event().eventId())
        .setRoomId(delivery.event().roomId())
        .setTxnId(delivery.txnId().orElse(null))
        .setAttempts(delivery.attempts())
        .setReceivedTs(delivery.event().receivedTs())
        .setFinishedTs(delivery.finishedTs())
        .setResult(Result.valueOf(delivery.result().name()))
        .setError(delivery.error().orElse(null))
        .setCause(CarriedBy.valueOf(delivery.event().cause().name()))
        .setQueuedTs(delivery.event().queuedTs())
        .setEndTs(delivery.event().endTs())
        .setOrigin(delivery.event().origin())
        .build();
  }
}
