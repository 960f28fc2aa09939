package dev.burdock.fanout.federation.app;

import dev.burdock.fanout.federation.client.FederationClients;
import dev.burdock.fanout.federation.client.WorkerAddress;
import dev.burdock.fanout.federation.config.FederationConfig;
import dev.burdock.fanout.federation.domain.Backoff;
import dev.burdock.fanout.federation.kafka.CursorRecall;
import dev.burdock.fanout.federation.kafka.Lease;
import dev.burdock.fanout.federation.kafka.OutboundDecoder;
import dev.burdock.fanout.federation.kafka.OutboundReader;
import dev.burdock.fanout.federation.kafka.OutboundRecords;
import dev.burdock.fanout.federation.kafka.OutcomeWriter;
import dev.burdock.fanout.federation.kafka.Production;
import dev.burdock.fanout.federation.kafka.SignalReader;
import dev.burdock.fanout.federation.lane.Dispatcher;
import dev.burdock.fanout.federation.lane.Guests;
import dev.burdock.fanout.federation.lane.Sender;
import dev.burdock.fanout.federation.lane.Surroundings;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.fanout.federation.retry.Retries;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.outcome.Outcome;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.DeadLetterWriter;
import dev.burdock.schemas.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker of the federation group: its reader, its lanes and its writer. */
final class FederationWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FederationWorker.class);
  private static final Duration LONGEST_START = Duration.ofSeconds(30);
  private static final Duration CLOSE_MARGIN = Duration.ofSeconds(10);

  private final Supervisor supervisor = new Supervisor("federation");
  private final Dispatcher dispatcher;
  private final Producer<byte[], byte[]> producer;
  private final Retries retries;
  private final CursorRecall recall;
  private final OutboundReader reader;
  private final SignalReader signals;
  private final List<Thread> threads;
  private final Duration closing;

  /**
   * @param ours our server names; the first one asks destinations whether they answer again
   * @param engine the one thread of the lanes
   * @param wayOut where other workers reach this one's way out, if it has one
   */
  FederationWorker(
      FederationConfig config,
      List<String> ours,
      KafkaConfig kafka,
      SchemaRegistry registry,
      Sender sender,
      Executor engine,
      FederationMetrics metrics,
      Clock clock,
      RandomGenerator random,
      Optional<WorkerAddress> wayOut) {
    this.producer = FederationClients.producer(kafka);
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
    OutboundRecords records = new OutboundRecords(Set.copyOf(ours));
    Lease lease = new Lease(config.session().dividedBy(2), System::nanoTime);
    String deadLetter = Topic.DEAD_LETTER.name(prefix);
    this.retries =
        new Retries(
            kafka,
            registry,
            records::pdu,
            new DeadLetterWriter(this::sendAside, deadLetter),
            lease::confirmation,
            config.commit(),
            supervisor,
            clock);
    this.dispatcher =
        new Dispatcher(
            config.lanes(),
            config.retry(),
            backoff,
            ours.get(0),
            kafka.partitions(),
            new Surroundings(
                sender,
                outcomes,
                retries.shelf(),
                retries.memory(),
                lease::holds,
                engine,
                metrics,
                clock,
                System::nanoTime));
    OutboundDecoder decoder =
        new OutboundDecoder(
            new AvroCodec<>(registry, Outbound.class),
            records,
            new DeadLetterWriter(production::send, deadLetter),
            metrics);
    OutboundReader.Limits limits =
        new OutboundReader.Limits(
            config.lanes().totalPdus(),
            config.lanes().totalBytes(),
            config.commit(),
            config.handover(),
            config.unfinished());
    this.recall =
        new CursorRecall(
            () -> FederationClients.assigned(kafka, FederationClients.group(kafka)),
            Topic.OUTBOUND.name(prefix),
            new AvroCodec<>(registry, Outbound.class),
            dispatcher,
            engine);
    this.reader =
        new OutboundReader(
            FederationClients.consumer(kafka, config.session(), wayOut),
            Topic.OUTBOUND.name(prefix),
            decoder,
            dispatcher,
            engine,
            outcomes,
            retries,
            recall,
            lease,
            limits,
            metrics);
    this.signals =
        new SignalReader(
            FederationClients.assigned(kafka, FederationClients.group(kafka) + "-signals"),
            registry,
            prefix,
            new DeadLetterWriter(this::sendAside, deadLetter),
            dispatcher,
            engine);
    this.threads =
        List.of(
            supervisor.thread("burdock-federation-reader", reader),
            supervisor.thread("burdock-federation-recall", recall),
            supervisor.thread("burdock-federation-signals", signals));
  }

  /**
   * Starts reading; returns when the group has given this worker its partitions.
   *
   * @throws IllegalStateException when it does not within 30 s
   */
  void start() throws InterruptedException {
    retries.start();
    threads.forEach(Thread::start);
    if (!reader.awaitReady(LONGEST_START)) {
      close();
      throw new IllegalStateException(
          "federation: no partitions assigned within "
              + LONGEST_START.toSeconds()
              + " s (expected: Kafka answers and its topics exist)");
    }
  }

  /** The homeserver's own transactions, if they come this way. */
  Guests guests() {
    return dispatcher.guests();
  }

  /** Starts what is due; to be called on the engine several times a second. */
  void tick() {
    dispatcher.tick();
  }

  boolean ready() {
    return reader.ready() && fault().isEmpty();
  }

  /** Why it will not be ready again; empty while all its threads run. */
  Optional<String> fault() {
    return supervisor.fault();
  }

  /** By threads that do not wait for what becomes of it. */
  private void sendAside(ProducerRecord<byte[], byte[]> record) {
    var unused =
        producer.send(
            record,
            (sent, error) -> {
              if (error != null) {
                LOG.warn("record_lost topic={} error={}", record.topic(), error.toString());
              }
            });
  }

  /** Finishes what is in flight within the hand-over time, commits, and leaves the group. */
  @Override
  public void close() {
    supervisor.stopping();
    signals.stop();
    recall.stop();
    reader.stop();
    try {
      for (Thread thread : threads) {
        thread.join(closing.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    retries.close();
    producer.close(CLOSE_MARGIN);
  }
}
