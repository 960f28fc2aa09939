package dev.burdock.streams.app;

import dev.burdock.http.server.Listener;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.run.PrivateFolder;
import dev.burdock.schemas.run.Supervisor;
import dev.burdock.streams.config.RoomStreamsConfig;
import dev.burdock.streams.domain.Ours;
import dev.burdock.streams.http.RoomReadServer;
import dev.burdock.streams.metrics.RoomMetrics;
import dev.burdock.streams.processor.RoomSettings;
import dev.burdock.streams.topology.EngineProperties;
import dev.burdock.streams.topology.RoomTopology;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams role: the topology, and the room reads of its stores. */
public final class RoomStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoomStreams.class);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final RoomReadServer reads;
  private final KafkaStreams streams;
  private final Supervisor supervisor;
  private final ThreadReplacer replacer;

  private RoomStreams(
      RoomReadServer reads, KafkaStreams streams, Supervisor supervisor, ThreadReplacer replacer) {
    this.reads = reads;
    this.streams = streams;
    this.supervisor = supervisor;
    this.replacer = replacer;
  }

  /**
   * Starts the role and waits until it serves.
   *
   * @throws IllegalStateException when it does not serve within {@code
   *     burdock.streams.start-timeout-ms}
   */
  public static RoomStreams start(
      RoomStreamsConfig config,
      ServersConfig servers,
      KafkaConfig kafka,
      SchemaRegistry registry,
      Vertx vertx,
      MeterRegistry meters,
      Clock clock) {
    Supervisor supervisor = new Supervisor("streams");
    RoomMetrics metrics = new RoomMetrics(meters);
    RoomSettings settings =
        new RoomSettings(
            Ours.of(servers.names()),
            kafka.partitions(),
            config.expiry(),
            config.inbound(),
            clock,
            metrics);
    RoomReadServer reads =
        new RoomReadServer(
            vertx,
            config.reads(),
            new Listener("room-reads", config.reads().listener(), meters),
            registry,
            clock);
    Awaiting.result("room reads", reads.listen(), Duration.ofSeconds(10));
    StartUp progress = new StartUp(Duration.ofMillis(config.engine().startMs()));
    ThreadReplacer replacer = new ThreadReplacer(new RestartPolicy(), clock, metrics, supervisor);
    KafkaStreams streams =
        new KafkaStreams(
            new RoomTopology(kafka.topicPrefix(), registry, settings).build(),
            new StreamsConfig(
                EngineProperties.of(config.engine(), kafka, reads.advertised(), metrics)));
    RoomStreams role = new RoomStreams(reads, streams, supervisor, replacer);
    // Kafka Streams made it, for its group to read.
    makePrivate(config.engine().stateDir());
    streams.setUncaughtExceptionHandler(replacer);
    streams.setStateListener(progress);
    try {
      streams.start();
      reads.serve(streams, kafka.partitions());
      progress.await();
    } catch (RuntimeException e) {
      role.close();
      throw e;
    }
    LOG.info("event=streams-started reads={}", reads.advertised());
    return role;
  }

  private static void makePrivate(Path folder) {
    try {
      PrivateFolder.make(folder);
    } catch (IOException e) {
      throw new IllegalStateException("streams: " + folder + " cannot be used: " + e, e);
    }
  }

  /** The port of the room reads. */
  public int port() {
    return reads.port();
  }

  /** Whether all tasks of this node run. */
  public boolean ready() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  /** Why it will not be ready again; empty while nothing that it needs has ended. */
  public Optional<String> fault() {
    return supervisor.fault();
  }

  /** Stops taking reads, then the topology; what is not committed within a deadline is replayed. */
  @Override
  public void close() {
    supervisor.stopping();
    replacer.close();
    Awaiting.quietly(reads.close(), Duration.ofSeconds(5));
    if (!streams.close(STOP)) {
      LOG.warn("event=streams-stop-timeout seconds={}", STOP.toSeconds());
    }
  }
}
