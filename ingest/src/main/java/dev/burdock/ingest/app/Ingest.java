package dev.burdock.ingest.app;

import dev.burdock.http.server.BodyBudget;
import dev.burdock.http.server.Listener;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.ingest.domain.Classifier;
import dev.burdock.ingest.domain.Recorder;
import dev.burdock.ingest.http.Fallback;
import dev.burdock.ingest.http.FeedRoutes;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.intake.BatchPreparer;
import dev.burdock.ingest.intake.BatchWriter;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.pdu.PduFetch;
import dev.burdock.ingest.pdu.PduFetcher;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.ingest.publish.RecordFactory;
import dev.burdock.ingest.publish.RoomTurns;
import dev.burdock.ingest.room.Introductions;
import dev.burdock.ingest.room.KnownRooms;
import dev.burdock.ingest.room.LocalUsers;
import dev.burdock.ingest.room.RoomRecords;
import dev.burdock.ingest.room.RoomsTail;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.room.RoomInfo;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.DeadLetterProducer;
import dev.burdock.schemas.topic.DeadLetterWriter;
import dev.burdock.schemas.topic.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The ingest role: takes events from the feeds and puts them into Kafka. */
public final class Ingest implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long RETRY_ROOMS_MS = 5_000;
  private static final int MAX_WORKERS = 16;

  private final Supervisor supervisor = new Supervisor("ingest");
  private final Stoppables stoppables = new Stoppables();
  private final Optional<InboundFederation> inbound;
  private final HttpServer server;
  private volatile boolean closed;

  /**
   * Starts the role; returns when it serves.
   *
   * @throws IllegalStateException when it cannot, saying why
   */
  public static Ingest start(
      IngestConfig config,
      ServersConfig servers,
      KafkaConfig kafka,
      SchemaRegistry registry,
      Vertx vertx,
      MeterRegistry meters,
      Clock clock) {
    return new Ingest(config, servers, kafka, registry, vertx, meters, clock);
  }

  private Ingest(
      IngestConfig config,
      ServersConfig servers,
      KafkaConfig kafka,
      SchemaRegistry registry,
      Vertx vertx,
      MeterRegistry meters,
      Clock clock) {
    try {
      String name = config.serverAmong(servers);
      Set<String> ours = Set.copyOf(servers.names());
      KafkaClients clients = new KafkaClients(kafka, config.publish());
      IngestMetrics metrics = new IngestMetrics(meters);
      WorkerExecutor workers =
          vertx.createSharedWorkerExecutor(
              "burdock-ingest", Math.min(MAX_WORKERS, config.feeds().maxRequests()));
      stoppables.add("workers", () -> Stoppables.await(workers.close()));

      KnownRooms known = new KnownRooms(config.homeserver().knownRooms());
      metrics.knownRooms(known::count);
      DeadLetterProducer letters = new DeadLetterProducer(kafka);
      stoppables.add("dead-letters", letters);
      RoomsTail tail =
          new RoomsTail(
              clients.reader(),
              Topic.ROOMS.name(kafka.topicPrefix()),
              new AvroCodec<>(registry, RoomInfo.class),
              new DeadLetterWriter(letters, Topic.DEAD_LETTER.name(kafka.topicPrefix())),
              known,
              supervisor,
              clock);
      stoppables.add("rooms", tail);
      tail.start(START);

      RecordFactory records =
          new RecordFactory(registry, kafka.topicPrefix(), config.feeds().maxEventBytes());
      records.registerSchemas();
      Publisher publisher = new Publisher(clients::producer, records, workers, metrics);
      stoppables.add("publisher", publisher);

      Homeserver homeserver = new Homeserver(config.homeserver(), vertx);
      stoppables.add("homeserver", homeserver);
      RoomTurns turns = new RoomTurns();
      LocalUsers localUsers = new LocalUsers(ours);
      Introductions introductions =
          new Introductions(
              known,
              localUsers,
              homeserver.roomReader().orElseGet(Homeserver::nobody),
              new RoomRecords(name),
              publisher,
              turns,
              metrics,
              clock);
      long timer = vertx.setPeriodic(RETRY_ROOMS_MS, id -> introductions.retry());
      stoppables.add("rooms-retry", () -> vertx.cancelTimer(timer));

      Optional<PduFetcher> fetcher =
          homeserver
              .pduSource(name, servers)
              .map(
                  source ->
                      PduFetcher.of(
                          clients.member(kafka.topicPrefix() + "pdu-fetch." + name),
                          Topic.ROOM_EVENTS.name(kafka.topicPrefix()),
                          new AvroCodec<>(registry, RoomEvent.class),
                          name,
                          new PduFetch(vertx, source, known, publisher, metrics, clock),
                          config.homeserver().pduFetches(),
                          supervisor));
      fetcher.ifPresent(
          started -> {
            stoppables.add("pdus", started);
            started.start();
          });

      CommonParts parts =
          new CommonParts(
              new BatchPreparer(new Recorder(new Classifier(ours)), known, localUsers, metrics),
              new BatchWriter(vertx, introductions, publisher, turns, config.publish().timeout()),
              publisher,
              known,
              workers,
              metrics,
              clock);
      inbound =
          config.inbound().enabled()
              ? Optional.of(new InboundFederation(config, name, ours, parts, vertx, meters))
              : Optional.empty();
      inbound.ifPresent(started -> stoppables.add("federation", started));
      server = listen(config, name, ours, parts, vertx, meters);
      stoppables.add("http", () -> Stoppables.await(server.close()));
    } catch (RuntimeException e) {
      supervisor.stopping();
      stoppables.stop();
      throw new IllegalStateException("ingest: cannot start: " + e.getMessage(), e);
    }
  }

  private static HttpServer listen(
      IngestConfig config,
      String name,
      Set<String> ours,
      CommonParts parts,
      Vertx vertx,
      MeterRegistry meters) {
    Listener listener = new Listener("feeds", config.listener(), meters);
    Admission admission = new Admission(config.feeds().maxRequests());
    // Who has shown the token may fill all of it.
    long bytes = config.feeds().maxInflightBytes();
    BodyBudget bodies = listener.bodies(bytes, bytes);
    parts.metrics().inflightRequests(admission::requests);
    parts.metrics().inflightBytes(bodies::bytes);
    Router router = Router.router(vertx);
    new FeedRoutes(
            config.feeds(),
            name,
            ours,
            parts.preparer(),
            parts.writer(),
            admission,
            bodies,
            parts.workers(),
            parts.metrics(),
            parts.clock())
        .mount(router);
    Fallback.mount(router);
    return Stoppables.await(listener.server(vertx, router).listen(config.port(), config.host()));
  }

  /** The port that the feeds are served on. */
  public int port() {
    return server.actualPort();
  }

  /** The port that inbound federation is served on; empty when it is switched off. */
  public OptionalInt federationPort() {
    return inbound.map(served -> OptionalInt.of(served.port())).orElse(OptionalInt.empty());
  }

  /** Whether the feeds are served. */
  public boolean ready() {
    return !closed && fault().isEmpty();
  }

  /** Why it will not be ready again; empty while nothing that it needs has ended. */
  public Optional<String> fault() {
    return supervisor.fault();
  }

  /** Stops the role; what was acknowledged is in Kafka. */
  @Override
  public void close() {
    closed = true;
    supervisor.stopping();
    stoppables.stop();
  }
}
