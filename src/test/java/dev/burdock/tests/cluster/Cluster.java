package dev.burdock.tests.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.topic.TopicCatalogue;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.process.Replicas;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.testcontainers.lifecycle.Startables;

/**
 * Three brokers, a schema registry and the roles, each in a container of its own. All are in the
 * network of the cluster; the roles are in that of the clients and the remote servers, too.
 */
final class Cluster implements AutoCloseable {
  /** The brokers, by the number that they have for each other. */
  static final List<Integer> BROKERS = List.of(1, 2, 3);

  static final String INGEST = "ingest";
  static final String SYNC = "sync";
  static final List<String> STREAMS = List.of("streams-1", "streams-2");
  static final List<String> FEDERATION = List.of("federation-1", "federation-2");

  private static final List<String> ROLES =
      Stream.of(List.of(INGEST, SYNC), STREAMS, FEDERATION).flatMap(List::stream).toList();

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final String JAVA = "-XX:TieredStopAtLevel=1";
  private static final int REGISTRY_NUMBER = 20;
  private static final int FIRST_BROKER = 10;
  private static final int FIRST_ROLE = 30;
  private static final int BROKER_PORT = 9092;
  private static final int REGISTRY_PORT = 8081;
  private static final long BROKER_MEBIBYTES = 768;
  private static final long REGISTRY_MEBIBYTES = 512;
  private static final long ROLE_MEBIBYTES = 768;
  private static final Path LOGS = Path.of("target", "cluster-logs");

  private final Bridge inside;
  private final Bridge outside;
  private final Map<Integer, Node> brokers = new LinkedHashMap<>();
  private final Map<String, Node> roles = new LinkedHashMap<>();
  private final Node registry;
  private final HttpClient http = HttpClient.newHttpClient();
  private final RoleFiles files;
  private Admin admin;

  private Cluster(Bridge inside, Bridge outside, World world) throws IOException {
    this.inside = inside;
    this.outside = outside;
    String nodes = BROKERS.stream().map(this::brokerAddress).collect(Collectors.joining(","));
    String id = Uuid.randomUuid().toString();
    for (int number : BROKERS) {
      brokers.put(number, broker(number, nodes, id));
    }
    registry =
        new Node(Images.REGISTRY, "registry", REGISTRY_NUMBER, inside, null, REGISTRY_MEBIBYTES);
    files =
        new RoleFiles(
            world,
            BROKERS.stream()
                .map(number -> brokerAddress(number) + ":" + BROKER_PORT)
                .collect(Collectors.joining(",")),
            registryUrl(),
            STREAMS.stream().map(this::roleAddress).toList());
    for (String name : ROLES) {
      roles.put(name, role(name, numberOf(name)));
    }
  }

  /** Starts everything; returns when all of it serves. */
  static Cluster start(Bridge inside, Bridge outside, World world)
      throws IOException, InterruptedException {
    Cluster cluster = new Cluster(inside, outside, world);
    try {
      Startables.deepStart(
              Stream.concat(cluster.brokers.values().stream(), Stream.of(cluster.registry)))
          .orTimeout(START.toMillis(), MILLISECONDS)
          .join();
      KafkaConfig kafka = KafkaConfig.from(Settings.of(cluster.files.settings()));
      cluster.admin = Admin.create(kafka.clientProperties(Map.of()));
      cluster.awaitBrokers();
      new TopicCatalogue(kafka, cluster.admin).ensure();
      await("registry").atMost(START).pollInterval(BETWEEN).until(cluster::registryServes);
      Startables.deepStart(cluster.roles.values()).orTimeout(START.toMillis(), MILLISECONDS).join();
      cluster.roles.keySet().forEach(cluster::awaitReady);
      return cluster;
    } catch (ExecutionException | RuntimeException e) {
      Path logs = cluster.saveLogs(world.history());
      cluster.close();
      throw new IllegalStateException("the cluster did not start: " + e + ", logs in " + logs, e);
    }
  }

  Node broker(int number) {
    return brokers.get(number);
  }

  Node role(String name) {
    return roles.get(name);
  }

  /** Base URL of ingest or sync. */
  URI url(String role) {
    return roles.get(role).url(role.equals(INGEST) ? RoleFiles.INGEST_PORT : RoleFiles.SYNC_PORT);
  }

  /** The number of the broker that leads the controllers. */
  int controller() throws ExecutionException, InterruptedException {
    return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
  }

  /** Waits until every partition of every topic has all its copies in sync. */
  void awaitBrokers() {
    await("all copies in sync")
        .atMost(START)
        .pollInterval(BETWEEN)
        .until(() -> Replicas.inSync(admin, BROKERS.size()));
  }

  /** Waits until a role says that it serves. */
  void awaitReady(String name) {
    Node node = roles.get(name);
    await(name + " is ready")
        .atMost(START)
        .pollInterval(BETWEEN)
        .until(() -> answers(node.url(RoleFiles.MANAGEMENT_PORT).resolve("/health")));
  }

  /** Brings back what a test left broken; returns when everything serves. */
  void heal() {
    nodes().forEach(Node::heal);
    awaitBrokers();
    roles.keySet().forEach(this::awaitReady);
  }

  /** Writes what each container said, and what was observed, into a folder. */
  Path saveLogs(History history) {
    try {
      Files.createDirectories(LOGS);
      history.writeTo(LOGS.resolve("history.log"));
      for (Node node : nodes().filter(node -> node.getContainerId() != null).toList()) {
        Files.writeString(LOGS.resolve(node.name() + ".log"), node.getLogs());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return LOGS.toAbsolutePath();
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(PROBE);
    }
    nodes().parallel().forEach(Node::stop);
  }

  private Stream<Node> nodes() {
    return Stream.of(brokers.values(), List.of(registry), roles.values())
        .flatMap(Collection::stream);
  }

  private boolean registryServes() throws InterruptedException {
    return answers(URI.create(registryUrl() + "/subjects"));
  }

  private boolean answers(URI uri) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).timeout(PROBE).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private String brokerAddress(int number) {
    return inside.address(FIRST_BROKER + number);
  }

  private static int numberOf(String role) {
    return FIRST_ROLE + ROLES.indexOf(role);
  }

  private String roleAddress(String role) {
    return inside.address(numberOf(role));
  }

  private String registryUrl() {
    return "http://" + registry.inside() + ":" + REGISTRY_PORT + "/apis/ccompat/v7";
  }

  private Node broker(int number, String nodes, String id) {
    String name = "broker-" + number;
    return new Node(Images.KAFKA, name, FIRST_BROKER + number, inside, null, BROKER_MEBIBYTES)
        .withEnv("KAFKA_NODE", Integer.toString(number))
        .withEnv("KAFKA_NODES", nodes)
        .withEnv("KAFKA_CLUSTER", id)
        .withEnv("KAFKA_HEAP", "256m")
        .withEnv("BURDOCK_JAVA_OPTS", JAVA);
  }

  private Node role(String name, int number) {
    Node node =
        new Node(Images.BURDOCK, name, number, inside, outside, ROLE_MEBIBYTES)
            .withEnv("BURDOCK_JAVA_OPTS", JAVA + " -XX:+UseSerialGC -Xmx256m");
    files.giveTo(node, name.replaceFirst("-[0-9]+$", ""));
    return node;
  }
}
