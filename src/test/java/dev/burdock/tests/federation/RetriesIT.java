package dev.burdock.tests.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.Memo.Keeping;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.domain.Waiting;
import dev.burdock.fanout.federation.lane.Shelf.Chunk;
import dev.burdock.fanout.federation.retry.Retries;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.tests.shared.Broker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The Kafka side of what waits for failing destinations, with two workers that know it not. */
@DisplayName("Retry topics and remembered backoff, in Kafka")
public class RetriesIT {
  private static final int PARTITION = 1;
  private static final Set<Integer> OWNED = Set.of(PARTITION);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static KafkaConfig kafka;
  private static Admin admin;
  private final SchemaRegistry registry = new InMemoryRegistry();
  private final List<Retries> workers = new ArrayList<>();

  /** Whether the group says of every worker that its partitions are its own. */
  private volatile boolean confirmed;

  @BeforeAll
  static void start() throws Exception {
    kafka = Broker.withTopics(2);
    admin = Admin.create(kafka.clientProperties(Map.of()));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @AfterEach
  void close() {
    workers.forEach(Retries::close);
  }

  @Test
  @DisplayName(
      "R23 R26 what was appended is read in order, and by the next worker from what is left")
  void readsInOrder() throws Exception {
    Retries first = shelving("in-order.example", 10);

    List<Waiting> entries = readAll(first, "in-order.example", 10);
    assertThat(ids(entries)).isEqualTo(expected(1, 10));
    entries.subList(0, 4).forEach(entry -> entry.source().finished());
    first.release(OWNED);
    Retries second = worker();
    second.take(OWNED);

    assertThat(ids(readAll(second, "in-order.example", 6))).isEqualTo(expected(5, 10));
  }

  @Test
  @DisplayName("R23 a worker whose partition went away and came back reads all that is left, anew")
  void readsAnewWhatComesBack() throws Exception {
    Retries worker = shelving("back.example", 5);
    readAll(worker, "back.example", 5);
    worker.release(OWNED);
    Retries between = worker();
    between.take(OWNED);
    between.release(OWNED);

    worker.take(OWNED);

    assertThat(get(worker.shelf().workedOff("back.example"))).isFalse();
    assertThat(ids(readAll(worker, "back.example", 5))).isEqualTo(expected(1, 5));
  }

  @Test
  @DisplayName("R34 a topic with something that is not worked off is not deleted, whoever asks")
  void keepsWhatIsNotWorkedOff() throws Exception {
    Retries worker = shelving("kept.example", 3);
    String id = get(worker.shelf().create("kept.example")).orElseThrow();
    List<Waiting> entries = readAll(worker, "kept.example", 3);
    entries.get(0).source().finished();

    assertThat(get(worker.shelf().delete("kept.example", id))).isFalse();
    entries.subList(1, 3).forEach(entry -> entry.source().finished());
    assertThat(get(worker.shelf().delete("kept.example", id))).isTrue();
  }

  @Test
  @DisplayName(
      "R25 a worker that lost its partition writes nothing more; the next one reads what was")
  void fencesTheOneBefore() throws Exception {
    Retries frozen = worker();
    frozen.take(OWNED);
    get(frozen.memory().write(PARTITION, "fenced.example", failing(1)));
    Retries next = worker();

    assertThat(next.take(OWNED).get(PARTITION).memos()).containsEntry("fenced.example", failing(1));
    CompletionStage<Void> late = frozen.memory().write(PARTITION, "fenced.example", failing(9));
    get(next.memory().write(PARTITION, "fenced.example", failing(2)));
    frozen.release(OWNED);

    assertThat(late.toCompletableFuture()).isNotDone();
    assertThat(worker().take(OWNED).get(PARTITION).memos())
        .containsEntry("fenced.example", failing(2));
  }

  @Test
  @DisplayName("R25 a producer that was fenced is made anew once the group confirms the partition")
  void retakesWhatIsStillIts() throws Exception {
    Retries worker = worker();
    worker.take(OWNED);
    get(worker.memory().write(PARTITION, "retaken.example", failing(1)));
    worker().take(OWNED);
    CompletionStage<Void> again = worker.memory().write(PARTITION, "retaken.example", failing(2));

    confirmed = true;
    get(again);

    confirmed = false;
    assertThat(worker().take(OWNED).get(PARTITION).memos())
        .containsEntry("retaken.example", failing(2));
  }

  @Test
  @DisplayName("a topic is deleted by its id: a younger one of the same name stays, with all in it")
  void deletesByIdOnly() throws Exception {
    Retries worker = worker();
    worker.take(OWNED);
    String old = get(worker.shelf().create("young.example")).orElseThrow();
    get(worker.shelf().delete("young.example", old));
    String young =
        await()
            .atMost(PATIENCE)
            .until(() -> get(worker.shelf().create("young.example")), Optional::isPresent)
            .orElseThrow();
    get(worker.shelf().append("young.example", pdus(1, 3)));

    get(worker.shelf().delete("young.example", old));

    assertThat(young).isNotEqualTo(old);
    assertThat(ids(readAll(worker, "young.example", 3))).isEqualTo(expected(1, 3));
  }

  @Test
  @DisplayName("topics that are asked for together are all made, one that exists keeps its id")
  void createsManyTogether() throws Exception {
    Retries worker = worker();
    List<CompletionStage<Optional<String>>> asked =
        IntStream.range(0, 30)
            .mapToObj(i -> worker.shelf().create("many" + i + ".example"))
            .toList();

    List<String> ids = new ArrayList<>();
    for (CompletionStage<Optional<String>> id : asked) {
      ids.add(get(id).orElseThrow());
    }

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(get(worker.shelf().create("many7.example"))).contains(ids.get(7));
  }

  @Test
  @DisplayName("R04 the next worker learns first which of what waits was redacted")
  void scansForRedactions() throws Exception {
    Retries first = shelving("redacted.example", 2);
    first.shelf().appendWithdrawal("redacted.example", "$1", 5_000);
    first.release(OWNED);
    Retries second = worker();

    Chunk chunk = get(second.shelf().read(PARTITION, "redacted.example"));

    assertThat(chunk.withdrawn()).extracting(gone -> gone.eventId()).containsExactly("$1");
    assertThat(ids(chunk.entries())).isEqualTo(expected(1, 2));
  }

  @Test
  @DisplayName("R23 a registry that is away for a moment costs nothing of what waits")
  void registryIsAwayForAMoment() throws Exception {
    Retries first = shelving("away.example", 5);
    first.release(OWNED);
    AtomicInteger failures = new AtomicInteger(4);

    Retries second = worker(new Faltering(registry, failures));

    assertThat(ids(readAll(second, "away.example", 5))).isEqualTo(expected(1, 5));
    assertThat(failures).hasNonPositiveValue();
  }

  /** A registry whose first answers fail. */
  private record Faltering(SchemaRegistry behind, AtomicInteger failures)
      implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      return behind.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      if (failures.getAndDecrement() > 0) {
        throw new RegistryException("away", true, null);
      }
      return behind.byId(id);
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
      return behind.incompatibilities(subject, schema);
    }
  }

  private Retries worker() {
    return worker(registry);
  }

  /** A worker that owns the partition and has put PDUs, from 1, into a topic that it made. */
  private Retries shelving(String destination, int pdus) throws Exception {
    Retries worker = worker();
    worker.take(OWNED);
    assertThat(get(worker.shelf().create(destination))).isPresent();
    get(worker.shelf().append(destination, pdus(1, pdus)));
    return worker;
  }

  private Retries worker(SchemaRegistry schemas) {
    Retries retries =
        new Retries(
            kafka,
            schemas,
            RetriesIT::pdu,
            (record, reason) -> {},
            () -> () -> confirmed,
            Duration.ofMillis(100),
            new Supervisor("test"),
            Clock.systemUTC());
    retries.start();
    workers.add(retries);
    return retries;
  }

  private static List<Waiting> readAll(Retries worker, String destination, int count) {
    List<Waiting> entries = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              entries.addAll(get(worker.shelf().read(PARTITION, destination)).entries());
              return entries.size() >= count;
            });
    return entries;
  }

  private static Memo failing(int failures) {
    return new Memo(
        Keeping.TOPIC,
        failures,
        1,
        2,
        "connect",
        "refused",
        List.of("$1"),
        0,
        0,
        -1,
        Optional.empty());
  }

  private static List<QueuedPdu> pdus(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(
            i -> {
              byte[] json = ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8);
              return new QueuedPdu("$" + i, "!room:ours", "ours", 1_000, 9_000_000, json);
            })
        .toList();
  }

  private static QueuedPdu pdu(Outbound record) {
    return new QueuedPdu(
        record.getEventId(),
        record.getRoomId(),
        record.getOrigin(),
        record.getReceivedTs(),
        record.getEndTs(),
        record.getPdu().array());
  }

  private static List<String> ids(List<Waiting> entries) {
    return entries.stream().map(entry -> entry.pdu().eventId()).toList();
  }

  private static List<String> expected(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "$" + i).toList();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
