package dev.burdock.deploy.embedded;

import dev.burdock.schemas.run.PrivateFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker within this process, listening on 127.0.0.1 only. What it was given survives in
 * its folder: starting it again there, on any port, goes on where it ended.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker whose data is in {@code dir}, which is created when it is missing; returns when
   * it serves.
   *
   * @param port of 127.0.0.1; 0 for any free one
   * @throws IOException when the folder cannot be used
   * @throws IllegalStateException when the folder cannot be formatted
   */
  public static EmbeddedKafka start(Path dir, int port) throws IOException {
    return start(dir, port, Map.of());
  }

  /** The same with further properties of the broker, which beat what is chosen. */
  public static EmbeddedKafka start(Path dir, int port, Map<String, String> further)
      throws IOException {
    Path logs = PrivateFolder.make(dir).toAbsolutePath().resolve("logs");
    List<Integer> free = FreePorts.choose(2);
    int brokerPort = port == 0 ? free.get(0) : port;
    Properties properties = BrokerProperties.of(logs, brokerPort, free.get(1));
    properties.putAll(further);
    if (!Files.exists(logs.resolve("meta.properties"))) {
      format(dir, properties);
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    return new EmbeddedKafka(server, brokerPort);
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Stops the broker cleanly, or gives up after 20 s: its log recovers at the next start. */
  @Override
  public void close() {
    Thread stopper =
        new Thread(
            () -> {
              server.shutdown();
              server.awaitShutdown();
            },
            "embedded-kafka-stop");
    stopper.setDaemon(true);
    stopper.start();
    try {
      stopper.join(STOP_DEADLINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (stopper.isAlive()) {
      log.warn("embedded_kafka=not_stopped within_ms={}", STOP_DEADLINE.toMillis());
    }
  }

  private static void format(Path dir, Properties properties) throws IOException {
    Path file = dir.resolve("broker.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] arguments = {
      "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
    };
    int status =
        StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IllegalStateException(
          dir + ": cannot be formatted: " + said.toString(StandardCharsets.UTF_8).strip());
    }
  }
}
