package dev.burdock.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.testkit.guarantee.Bounds;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation;
import dev.burdock.testkit.guarantee.Observation.Disruption;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.guarantee.Verdict;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Books;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.world.EventStream;
import dev.burdock.testkit.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;

/** One run of the pipeline in a simulated world: waits, breaks, and judges by the guarantees. */
public final class Run {
  /** How long an event may take once nothing stands in its way any more, on a loaded machine. */
  static final Duration RECOVERY = Duration.ofSeconds(20);

  /** How far the clocks of observers may lag behind what happened, on a loaded machine. */
  static final Duration SLACK = Duration.ofMillis(500);

  /** Between two batches of a stream of events. */
  public static final Duration PACE = Duration.ofMillis(50);

  private static final Duration BALANCE = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final long SEED = 4354;

  private final World world;
  private final long seed;
  private final Duration recovery;
  private Supplier<Books> books;

  public Run(World world, long seed) {
    this(world, seed, RECOVERY);
  }

  /** With a recovery of its own, where more stands in the way than a process that starts. */
  public Run(World world, long seed, Duration recovery) {
    this.world = world;
    this.seed = seed;
    this.recovery = recovery;
  }

  /** The seed of a run, which it prints: of the property {@code burdock.seed}, else always one. */
  public static long seed() {
    long seed = Long.getLong("burdock.seed", SEED);
    System.out.println("seed " + seed);
    return seed;
  }

  /** Does what hurts the pipeline; what it needs to recover counts as hurt too. */
  public void disrupt(String what, Executable hurt) {
    long from = now();
    try {
      hurt.execute();
    } catch (Throwable e) {
      throw new AssertionError(what + " " + this + ": " + e, e);
    }
    world.history().add(new Disruption(what, from, now()));
    System.out.printf("%s %s: %d ms%n", what, this, now() - from);
  }

  /** Waits until {@code stream} had so many further events acknowledged. */
  public void awaitFurther(EventStream stream, int count) {
    int target = stream.sent() + count;
    await(count + " further events " + this)
        .atMost(PATIENCE)
        .until(() -> stream.failure().isPresent() || stream.sent() >= target);
    assertThat(stream.failure()).as("the stream of events %s", this).isEmpty();
  }

  /** Waits until every acknowledged event is where it should be, or ended. */
  public void awaitDelivered() {
    awaitDelivered(Observation.OPEN);
  }

  /** Waits until every event that is acknowledged by now is where it should be, or ended. */
  public void awaitCaughtUp() {
    awaitDelivered(now());
  }

  private void awaitDelivered(long acknowledgedBefore) {
    long from = now();
    await("all delivered " + this)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(missing(acknowledgedBefore)).as(toString()).isEmpty());
    System.out.printf("all delivered %s: %d ms%n", this, now() - from);
  }

  /** The guarantees hold, and no client saw anything twice. */
  public void assertGuarantees() {
    assertGuarantees(List.of());
  }

  /** The guarantees hold with what is {@code known} besides, and no client saw anything twice. */
  public void assertGuarantees(List<? extends Observation> known) {
    History history = world.history().copy();
    known.forEach(history::add);
    balance(history).forEach(history::add);
    World.BACKOFF.of(history).forEach(history::add);
    Verdict verdict = Verdict.of(history, Bounds.until(now(), recovery, SLACK));
    assertThat(verdict.violations()).as("%s %s", this, verdict).isEmpty();
    assertThat(verdict.clientDuplicates()).as("seen again by clients, %s", this).isZero();
  }

  /** From now on the guarantees are judged with what was pushed and how that ended, too (R34). */
  public Run audits(String bootstrap, String registryUrl) {
    books = () -> new Books(bootstrap, registryUrl);
    return this;
  }

  /** The same, where records that nobody can read are among them. */
  Run auditsAmongPoison(KafkaConfig kafka) {
    books = () -> new Books(kafka).passingUnreadable();
    return this;
  }

  /** The same, of what runs with a configuration. */
  public Run audits(KafkaConfig kafka) {
    books = () -> new Books(kafka);
    return this;
  }

  /** The same, of a pipeline. */
  Run audits(Pipeline pipeline) {
    return audits(pipeline.bootstrap(), pipeline.registryUrl());
  }

  private List<Observation> balance(History history) {
    if (books == null) {
      return List.of();
    }
    try (Books open = books.get()) {
      List<Observation> entries = open.balanced(history, now(), BALANCE);
      assertThat(entries).as("pushes and their ends %s", this).isNotEmpty();
      System.out.printf("pushes and their ends %s: %d%n", this, entries.size());
      return entries;
    }
  }

  public long now() {
    return world.clock().millis();
  }

  /** What a client without a token is shown of a room: the ids of its sticky events. */
  List<String> snapshot(URI sync, SimulatedRoom room, String user) throws Exception {
    return sync(sync, room, user).findValuesAsText("event_id");
  }

  /** A room in an initial sync of a user. */
  static JsonNode sync(URI sync, SimulatedRoom room, String user) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(sync.resolve("/_matrix/client/v3/sync?timeout=0"))
            .header("Authorization", "Bearer " + World.token(user))
            .build();
    String body =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(body).path("rooms").path("join").path(room.id());
  }

  /** Ids of the events that a client saw, in order. */
  public List<String> seen(String user) {
    return world.history().all(Seen.class).stream()
        .filter(seen -> seen.client().equals(user))
        .map(Seen::eventId)
        .toList();
  }

  /** Ids of the events that a server took. */
  public Set<String> taken(String server) {
    return world.history().all(Send.class).stream()
        .filter(send -> send.destination().equals(server) && send.result().processed())
        .flatMap(send -> send.eventIds().stream())
        .collect(Collectors.toSet());
  }

  /** PDUs that a server took in more than one transaction. */
  List<String> sentTwice() {
    Map<List<String>, Set<String>> transactions =
        world.history().all(Send.class).stream()
            .filter(send -> send.result().processed())
            .flatMap(
                send ->
                    send.eventIds().stream()
                        .map(id -> Map.entry(List.of(send.destination(), id), send.txnId())))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    return transactions.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(entry -> entry.getKey() + " in " + entry.getValue())
        .toList();
  }

  /** A room's members: all users of ours, and one of each remote server of {@code sites}. */
  public static List<String> members(World world, List<Site> sites) {
    List<String> members = new ArrayList<>(world.users());
    sites.forEach(site -> site.names().forEach(name -> members.add(World.userOf(name))));
    return members;
  }

  private List<String> missing(long acknowledgedBefore) {
    return world.outstanding().at(now(), acknowledgedBefore);
  }

  @Override
  public String toString() {
    return "(seed " + seed + ")";
  }
}
