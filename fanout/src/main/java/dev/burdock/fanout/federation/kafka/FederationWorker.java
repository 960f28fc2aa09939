package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.config.FederationConfig;
import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.lane.Dispatcher;
import dev.burdock.fanout.federation.lane.Sender;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.outcome.Outcome;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** One worker of the federation group: its reader, its lanes and its writer. */
public final class FederationWorker implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(30);
  private static final Duration CLOSE_MARGIN = Duration.ofSeconds(10);

  private final Dispatcher dispatcher;
  private final Producer<byte[], byte[]> producer;
  private final OutboundReader reader;
  private final Thread thread;
  private final Duration closing;

  /**
   * @param ours our server names
   * @param engine the one thread of the lanes
   */
  public FederationWorker(
      FederationConfig config,
      Set<String> ours,
      KafkaConfig kafka,
      SchemaRegistry registry,
      Sender sender,
      Executor engine,
      FederationMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this(
        config,
        ours,
        kafka,
        registry,
        Clients.consumer(kafka),
        Clients.producer(kafka),
        sender,
        engine,
        metrics,
        clock,
        random);
  }

  FederationWorker(
      FederationConfig config,
      Set<String> ours,
      KafkaConfig kafka,
      SchemaRegistry registry,
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      Sender sender,
      Executor engine,
      FederationMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this.producer = producer;
    this.closing = config.handover().plus(CLOSE_MARGIN);
    String prefix = kafka.topicPrefix();
    Production production = new Production(producer);
    OutcomeWriter outcomes =
        new OutcomeWriter(
            production,
            new AvroCodec<>(registry, Outcome.class),
            Topic.OUTCOMES.name(prefix),
            metrics);
    Backoff backoff =
        new Backoff(
            config.backoff().initial(),
            config.backoff().max(),
            config.backoff().jitterPercent() / 100.0,
            random);
    this.dispatcher =
        new Dispatcher(config.lanes(), backoff, sender, outcomes, engine, metrics, clock);
    OutboundDecoder decoder =
        new OutboundDecoder(
            new AvroCodec<>(registry, Outbound.class),
            new OutboundRecords(ours),
            new DeadLetters(production, Topic.DEAD_LETTER.name(prefix)),
            metrics);
    OutboundReader.Bounds bounds =
        new OutboundReader.Bounds(
            config.lanes().totalPdus(),
            config.lanes().totalBytes(),
            config.commit(),
            config.handover());
    this.reader =
        new OutboundReader(
            consumer,
            Topic.OUTBOUND.name(prefix),
            decoder,
            dispatcher,
            engine,
            outcomes,
            bounds,
            metrics);
    this.thread = new Thread(reader, "burdock-federation-reader");
  }

  /**
   * Starts reading; returns when the group has given this worker its partitions.
   *
   * @throws IllegalStateException when it does not within 30 s
   */
  public void start() throws InterruptedException {
    thread.start();
    if (!reader.awaitReady(LONGEST_START)) {
      close();
      throw new IllegalStateException(
          "federation: no partitions assigned within "
              + LONGEST_START.toSeconds()
              + " s (expected: Kafka answers and its topics exist)");
    }
  }

  /** Starts what is due; to be called on the engine several times a second. */
  public void tick() {
    dispatcher.tick();
  }

  public boolean ready() {
    return reader.ready();
  }

  /** Finishes what is in flight within the hand-over time, commits, and leaves the group. */
  @Override
  public void close() {
    reader.stop();
    try {
      thread.join(closing.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_MARGIN);
  }
}
