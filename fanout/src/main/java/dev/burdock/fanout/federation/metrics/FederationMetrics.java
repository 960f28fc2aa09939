package dev.burdock.fanout.federation.metrics;

import dev.burdock.fanout.federation.domain.DeliveryOutcome;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.SendResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Every metric of this role; the names are public API. No label carries a destination: their names
 * come from strangers.
 */
public final class FederationMetrics {
  /** Attempts by {@code result}: accepted, wait, rejected, failed. */
  public static final String TRANSACTIONS = "burdock.federation.transactions";

  /** Failed attempts by {@code kind}, see {@link FailureKind}. */
  public static final String FAILURES = "burdock.federation.failures";

  /** Finished deliveries by {@code result}: delivered, refused, expired, withdrawn, forgotten. */
  public static final String DELIVERIES = "burdock.federation.deliveries";

  /** Time from the arrival of an event to the 200 of a destination. */
  public static final String LATENCY = "burdock.federation.latency";

  /** Records of topic outbound that were passed over, by {@code reason}. */
  public static final String SKIPPED = "burdock.federation.skipped";

  /** Outcomes that Kafka did not take in time. */
  public static final String OUTCOMES_LOST = "burdock.federation.outcomes.lost";

  /** Failed commits of offsets; the next one covers them. */
  public static final String COMMIT_FAILURES = "burdock.federation.commit.failures";

  /** PDUs in the lanes' memory, one for each destination. */
  public static final String QUEUED = "burdock.federation.queued";

  /** Transactions in flight. */
  public static final String IN_FLIGHT = "burdock.federation.in-flight";

  /** Retry topics of this worker's destinations. */
  public static final String RETRY_TOPICS = "burdock.federation.retry.topics";

  /** Lanes by {@code state}: live, held, backing-off, in-topic, behind. */
  public static final String LANES = "burdock.federation.lanes";

  /** 1 while no records are read because memory is full. */
  public static final String PAUSED = "burdock.federation.paused";

  /** For how long the oldest unfinished record of topic outbound has been the oldest, ms. */
  public static final String UNFINISHED_AGE = "burdock.federation.unfinished.age";

  /** The offset of that record; -1 when all are finished. */
  public static final String UNFINISHED_OFFSET = "burdock.federation.unfinished.offset";

  /** Requests of the homeserver's through the way out, by {@code kind}, see {@link Out}. */
  public static final String OUT = "burdock.federation.out";

  /** What is counted of the way out. */
  public enum Out {
    /** Transactions. */
    TRANSACTION,
    /** All other requests. */
    OTHER,
    /** Transactions that another worker was given. */
    HANDED_ON,
    /** Transactions from which PDUs were left out that a lane had brought. */
    SHORTENED,
    /** Transactions for which no worker had the destination in time. */
    OUT_OF_TURN,
    /** Requests with a wrong secret or a wrong form. */
    REFUSED
  }

  private final MeterRegistry meters;
  private final Map<DeliveryOutcome.Result, Counter> deliveries =
      new EnumMap<>(DeliveryOutcome.Result.class);
  private final Map<FailureKind, Counter> failures = new EnumMap<>(FailureKind.class);
  private final Timer latency;

  public FederationMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (DeliveryOutcome.Result result : DeliveryOutcome.Result.values()) {
      String label = result.name().toLowerCase(Locale.ROOT);
      deliveries.put(result, meters.counter(DELIVERIES, "result", label));
    }
    for (FailureKind kind : FailureKind.values()) {
      failures.put(kind, meters.counter(FAILURES, "kind", kind.label()));
    }
    this.latency = Timer.builder(LATENCY).publishPercentileHistogram().register(meters);
  }

  /** One attempt was judged. */
  public void attempted(SendResult result) {
    String label = result.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    meters.counter(TRANSACTIONS, "result", label).increment();
    if (result instanceof SendResult.Failed failed) {
      failures.get(failed.kind()).increment();
    }
  }

  /** One delivery is finished. */
  public void finished(DeliveryOutcome delivery) {
    deliveries.get(delivery.result()).increment();
    if (delivery.result() == DeliveryOutcome.Result.DELIVERED) {
      long millis = Math.max(0, delivery.finishedTs() - delivery.event().receivedTs());
      latency.record(Duration.ofMillis(millis));
    }
  }

  /**
   * A record was passed over.
   *
   * @param reason one of a few fixed words
   */
  public void skipped(String reason) {
    meters.counter(SKIPPED, "reason", reason).increment();
  }

  /** Something happened at the way out. */
  public void out(Out kind) {
    String label = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    meters.counter(OUT, "kind", label).increment();
  }

  public void outcomeLost() {
    meters.counter(OUTCOMES_LOST).increment();
  }

  public void commitFailed() {
    meters.counter(COMMIT_FAILURES).increment();
  }

  /** Shows a number as a gauge; {@code labels} are pairs of name and value. */
  public void gauge(String name, Supplier<Number> value, String... labels) {
    Gauge.builder(name, value).tags(labels).register(meters);
  }
}
