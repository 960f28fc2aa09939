package dev.burdock.fanout.federation.retry;

import dev.burdock.fanout.federation.client.FederationClients;
import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.lane.Memory;
import dev.burdock.fanout.federation.lane.Shelf;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.destination.DestinationState;
import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.RetryTopic;
import dev.burdock.schemas.topic.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Retry topics and the memory of destinations, with the threads and clients that they take. */
public final class Retries implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  private static final Duration LONGEST_RELEASE = Duration.ofSeconds(10);

  private final Admin admin;
  private final Producer<byte[], byte[]> producer;
  private final ExecutorService appending;
  private final Topics topics;
  private final MemoWriter writer;
  private final MemoReader memos;
  private final TopicReader reader;
  private final Shelf shelf;
  private final Thread writing;
  private final Thread reading;

  /** What was remembered of the destinations of one partition, and the ids of their topics. */
  public record Remembered(Map<String, Memo> memos, Map<String, String> topics) {
    /** Of a partition without destinations. */
    public static final Remembered NOTHING = new Remembered(Map.of(), Map.of());
  }

  /**
   * @param pdus reads the PDU of a record
   * @param deadLetters takes records that cannot be read, with the reason; from several threads
   * @param confirmations gives what tells whether the group has confirmed its partitions since
   * @param commit how often what is worked off is committed
   */
  public Retries(
      KafkaConfig kafka,
      SchemaRegistry registry,
      Function<Outbound, QueuedPdu> pdus,
      BiConsumer<ConsumerRecord<byte[], byte[]>, String> deadLetters,
      Supplier<BooleanSupplier> confirmations,
      Duration commit,
      Supervisor supervisor,
      Clock clock) {
    String prefix = kafka.topicPrefix();
    String group = RetryTopic.group(prefix);
    AvroCodec<DestinationState> states = new AvroCodec<>(registry, DestinationState.class);
    AvroCodec<Outbound> records = new AvroCodec<>(registry, Outbound.class);
    String destinations = Topic.DESTINATIONS.name(prefix);
    this.admin = Admin.create(kafka.clientProperties(Map.of()));
    this.producer = FederationClients.producer(kafka);
    this.appending = Executors.newSingleThreadExecutor(run -> thread(run, "retry-appender"));
    this.topics = new Topics(admin, kafka);
    this.writer =
        new MemoWriter(
            partition -> FederationClients.transactional(kafka, prefix + "federation-" + partition),
            confirmations,
            states,
            destinations,
            clock);
    this.memos =
        new MemoReader(
            () -> FederationClients.assigned(kafka, group),
            states,
            destinations,
            deadLetters,
            clock);
    this.reader =
        new TopicReader(
            FederationClients.assigned(kafka, group), records, pdus, deadLetters, commit);
    Appender appender = new Appender(producer, records, appending, reader::appended);
    CatchUpAsker asker =
        new CatchUpAsker(
            producer,
            new AvroCodec<>(registry, CatchUpRequest.class),
            Topic.CATCH_UP.name(prefix),
            kafka.partitions(),
            appending);
    this.shelf = new KafkaShelf(prefix, topics, appender, reader, asker);
    this.writing = supervisor.thread("burdock-federation-destinations", writer);
    this.reading = supervisor.thread("burdock-federation-retry-reader", reader);
  }

  public void start() {
    writing.start();
    reading.start();
  }

  public Shelf shelf() {
    return shelf;
  }

  public Memory memory() {
    return writer;
  }

  /**
   * Takes partitions over: who had them before can change nothing any more.
   *
   * @return what was remembered, by partition
   */
  public Map<Integer, Remembered> take(Set<Integer> partitions) {
    writer.take(partitions);
    CompletableFuture<Void> unused = reader.forget(partitions);
    Map<Integer, Remembered> remembered = new HashMap<>();
    memos
        .read(partitions)
        .forEach(
            (partition, known) ->
                remembered.put(partition, new Remembered(known, topics.ids(known.keySet()))));
    return remembered;
  }

  /** Lets partitions go, after all that was given for them is durable. */
  public void release(Set<Integer> partitions) {
    try {
      appending.submit(producer::flush).get(LONGEST_RELEASE.toMillis(), TimeUnit.MILLISECONDS);
      reader.release(partitions).get(LONGEST_RELEASE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("retry_release_incomplete partitions={} error={}", partitions, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.release(partitions);
  }

  /** Forgets partitions that another worker has already. */
  public void lose(Set<Integer> partitions) {
    CompletableFuture<Void> unused = reader.forget(partitions);
    writer.lose(partitions);
  }

  @Override
  public void close() {
    reader.stop();
    writer.close();
    appending.shutdownNow();
    join(reading);
    join(writing);
    producer.close(LONGEST_RELEASE);
    admin.close(LONGEST_RELEASE);
  }

  private static void join(Thread thread) {
    try {
      thread.join(LONGEST_RELEASE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, "burdock-federation-" + name);
    thread.setDaemon(true);
    return thread;
  }
}
