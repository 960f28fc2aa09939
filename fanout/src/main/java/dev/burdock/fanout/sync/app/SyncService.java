package dev.burdock.fanout.sync.app;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.gateway.Accounts;
import dev.burdock.fanout.sync.gateway.GatewayRoutes;
import dev.burdock.fanout.sync.gateway.HandOver;
import dev.burdock.fanout.sync.gateway.Upstream;
import dev.burdock.fanout.sync.http.HttpRoomReads;
import dev.burdock.fanout.sync.http.Places;
import dev.burdock.fanout.sync.http.SyncRoutes;
import dev.burdock.fanout.sync.http.SyncServer;
import dev.burdock.fanout.sync.kafka.DeliveryReader;
import dev.burdock.fanout.sync.kafka.TopicIdentity;
import dev.burdock.fanout.sync.kafka.TopicWatch;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.state.Notifier;
import dev.burdock.fanout.sync.state.RoomHeads;
import dev.burdock.fanout.sync.state.RoomLogs;
import dev.burdock.fanout.sync.state.Sessions;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.http.server.Listener;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.DeadLetterProducer;
import dev.burdock.schemas.topic.DeadLetterWriter;
import dev.burdock.schemas.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code sync}: reads what the topology decided and gives it to clients. */
public final class SyncService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SyncService.class);
  private static final long CATCH_UP_SECONDS = 120;
  private static final long LOOK_NANOS = 10_000_000;

  private final Supervisor supervisor;
  private final DeliveryReader reader;
  private final DeadLetterProducer letters;
  private final TopicWatch watch;
  private final HttpRoomReads reads;
  private final Optional<Upstream> upstream;
  private final HandOver handOver;
  private final SyncServer server;
  private final Places places;
  private final long drainMs;

  private SyncService(
      Supervisor supervisor,
      DeliveryReader reader,
      DeadLetterProducer letters,
      TopicWatch watch,
      HttpRoomReads reads,
      Optional<Upstream> upstream,
      HandOver handOver,
      SyncServer server,
      Places places,
      long drainMs) {
    this.supervisor = supervisor;
    this.reader = reader;
    this.letters = letters;
    this.watch = watch;
    this.reads = reads;
    this.upstream = upstream;
    this.handOver = handOver;
    this.server = server;
    this.places = places;
    this.drainMs = drainMs;
  }

  /**
   * Starts the role; returns once it has read every event that may still be sticky and serves.
   *
   * @throws IllegalStateException saying what does not answer
   */
  public static SyncService start(
      SyncConfig config,
      KafkaConfig kafka,
      SchemaRegistry registry,
      Vertx vertx,
      MeterRegistry meters,
      Clock clock) {
    Supervisor supervisor = new Supervisor("sync");
    SyncMetrics metrics = new SyncMetrics(meters);
    TopicIdentity topics = TopicIdentity.read(kafka);
    HttpRoomReads reads =
        new HttpRoomReads(
            vertx, config.roomReads(), config.internalSecret(), registry, metrics, clock);
    RoomHeads heads = new RoomHeads();
    RoomLogs logs = new RoomLogs(heads, reads, config.cacheBytes());
    Sessions sessions = new Sessions(reads, Ticker.systemTicker());
    Notifier notifier =
        new Notifier(topics.deliveries().size(), config.burstWaitMs(), heads, logs, sessions);
    StickyFeed feed = new StickyFeed(topics.stream(), notifier, sessions, heads, logs, clock);
    DeadLetterProducer letters = new DeadLetterProducer(kafka);
    TopicWatch watch = TopicWatch.of(topics, kafka, clock);
    DeliveryReader reader =
        new DeliveryReader(
            new KafkaConsumer<>(
                kafka.clientProperties(consumerProperties(config)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()),
            Topic.ROOM_EVENTS.name(kafka.topicPrefix()),
            watch::isAnotherStream,
            new AvroCodec<>(registry, Delivery.class),
            new DeadLetterWriter(letters, Topic.DEAD_LETTER.name(kafka.topicPrefix())),
            notifier,
            metrics,
            supervisor,
            clock);
    Listener listener = new Listener("sync", config.listener(), meters);
    BodyBudget bodies = listener.bodies(config.waiting().bodyBytes(), GatewayRoutes.MAX_BODY_BYTES);
    Optional<Upstream> upstream =
        config
            .upstream()
            .map(
                url -> {
                  int connections = 2 * config.waiting().all();
                  return new Upstream(
                      vertx,
                      url,
                      connections,
                      listener.relaying(connections),
                      listener.answers(config.waiting().answerBytes()));
                });
    Places places = new Places(config.waiting(), listener.clients(), metrics);
    metrics.gauge(SyncMetrics.WAITING, places::taken);
    metrics.gauge(SyncMetrics.SESSIONS, sessions::size);
    metrics.gauge(SyncMetrics.ROOMS, heads::size);
    HandOver handOver =
        new HandOver(vertx, config.handOver(), config.internalSecret(), feed, metrics, clock);
    SyncServer server =
        new SyncServer(
            vertx,
            config,
            listener,
            upstream
                .<Supplier<Router>>map(
                    homeserver -> {
                      Accounts accounts =
                          new Accounts(
                              homeserver,
                              Duration.ofMillis(config.whoamiMs()),
                              Ticker.systemTicker());
                      return () ->
                          new GatewayRoutes(
                                  vertx,
                                  config,
                                  feed,
                                  homeserver,
                                  accounts,
                                  metrics,
                                  clock,
                                  places,
                                  bodies,
                                  handOver)
                              .router();
                    })
                .orElse(
                    () -> new SyncRoutes(vertx, config, feed, metrics, clock, places).router()));
    SyncService service =
        new SyncService(
            supervisor,
            reader,
            letters,
            watch,
            reads,
            upstream,
            handOver,
            server,
            places,
            config.waiting().drainMs());
    try {
      reads.check();
      reader.start(topics.deliveries()).get(CATCH_UP_SECONDS, TimeUnit.SECONDS);
      server.start();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      service.close();
      throw new IllegalStateException("sync: deliveries cannot be read or port not bound", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      service.close();
      throw new IllegalStateException("sync: interrupted", e);
    }
    LOG.info("sync: serving host={} port={}", config.host(), service.port());
    return service;
  }

  private static Map<String, Object> consumerProperties(SyncConfig config) {
    return Map.of(
        ConsumerConfig.CLIENT_ID_CONFIG,
        "burdock-sync-" + ProcessHandle.current().pid(),
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        config.readCommitted() ? "read_committed" : "read_uncommitted",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "earliest",
        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
        false);
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Whether it serves and keeps reading. */
  public boolean ready() {
    return reader.ready() && server.port() > 0 && !places.drain().hasBegun();
  }

  /** What keeps it from doing its work now: nobody may read rooms with its secret. */
  public Optional<String> trouble() {
    return reads.trouble();
  }

  /** Why it will not be ready again; empty while nothing that it needs has ended. */
  public Optional<String> fault() {
    return supervisor.fault();
  }

  /** First nobody waits any more, then nobody comes (ADR 0100). */
  private void drain() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(drainMs);
    places.drain().begin();
    while (places.taken() > 0 && System.nanoTime() < end && !Thread.interrupted()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    server.shutdown(Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
  }

  @Override
  public void close() {
    supervisor.stopping();
    if (server.port() > 0) {
      drain();
    }
    server.close();
    reader.close();
    letters.close();
    watch.close();
    reads.close();
    handOver.close();
    upstream.ifPresent(Upstream::close);
  }
}
