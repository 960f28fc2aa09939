package dev.burdock.testkit.process;

import dev.burdock.deploy.embedded.EmbeddedKafka;
import dev.burdock.deploy.embedded.EmbeddedRegistry;
import dev.burdock.deploy.embedded.FreePorts;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * The roles as processes of their own over an embedded broker and registry, all in one folder, or
 * over brokers that the settings name. The ports of the roles stay the same when they are started
 * again.
 */
public final class Pipeline implements AutoCloseable {
  /** Of each topic, unless the settings say otherwise. */
  public static final int PARTITIONS = 4;

  /** What the roles say to each other, unless the settings say otherwise. */
  public static final String SECRET = "between us";

  /** The roles, in the order in which they are closed. */
  public static final List<String> ROLES = List.of("ingest", "streams", "sync", "federation");

  /** Settings with which a member of a group that is gone is missed sooner. */
  public static final Map<String, String> SHORT_SESSIONS =
      Map.of(
          "burdock.streams.session-timeout-ms", "3000",
          "burdock.federation.session-timeout-ms", "5000");

  /** It takes short sessions. */
  private static final Map<String, String> BROKER = Map.of("group.min.session.timeout.ms", "1000");

  private static final String BOOTSTRAP = "burdock.kafka.bootstrap";
  private static final Duration START = Duration.ofMinutes(3);

  private final Path folder;
  private final String bootstrap;
  private final EmbeddedRegistry registry;
  private final Path config;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, RoleProcess> roles = new LinkedHashMap<>();
  private final Function<String, Map<String, String>> environments;
  private EmbeddedKafka broker;

  private Pipeline(
      Path folder, Map<String, String> settings, Function<String, Map<String, String>> environments)
      throws IOException, InterruptedException {
    this.environments = environments;
    this.folder = Files.createDirectories(folder);
    if (settings.containsKey(BOOTSTRAP)) {
      this.bootstrap = settings.get(BOOTSTRAP);
    } else {
      this.broker = EmbeddedKafka.start(folder.resolve("kafka"), 0, BROKER);
      this.bootstrap = broker.bootstrap();
    }
    this.registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
    for (String role : ROLES) {
      ports.put(role, FreePorts.orFree(0));
    }
    this.config = folder.resolve("burdock.properties");
    Map<String, String> all = new LinkedHashMap<>(own());
    all.putAll(settings);
    Files.writeString(
        config,
        all.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
            .collect(Collectors.joining("\n", "", "\n")));
    ensureTopics(KafkaConfig.from(Settings.of(all)));
  }

  /**
   * Starts registry, all roles and, when the settings name none, a broker; returns when every role
   * serves.
   *
   * @param settings of all roles; a key named here beats what is chosen
   */
  public static Pipeline start(Path folder, Map<String, String> settings)
      throws IOException, InterruptedException {
    return start(folder, settings, ROLES);
  }

  /** Starts broker, registry and some of the roles; returns when these serve. */
  public static Pipeline start(Path folder, Map<String, String> settings, List<String> roles)
      throws IOException, InterruptedException {
    return start(folder, settings, roles, role -> Map.of());
  }

  /**
   * Starts broker, registry and some of the roles; returns when these serve.
   *
   * @param environments further variables of the environment of each role
   */
  public static Pipeline start(
      Path folder,
      Map<String, String> settings,
      List<String> roles,
      Function<String, Map<String, String>> environments)
      throws IOException, InterruptedException {
    Pipeline pipeline = new Pipeline(folder, settings, environments);
    try {
      for (String role : roles) {
        pipeline.roles.put(role, pipeline.process(role, role, Map.of()).start());
      }
      for (RoleProcess role : pipeline.roles.values()) {
        role.awaitReady(START);
      }
      return pipeline;
    } catch (IOException | InterruptedException | RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** The process of a role. */
  public RoleProcess role(String role) {
    return roles.get(role);
  }

  /** A further process of a role, not started, which the caller closes. */
  public RoleProcess another(String role, String name) throws IOException {
    return another(role, name, Map.of());
  }

  /** A further process of a role, with some settings of its own. */
  public RoleProcess another(String role, String name, Map<String, String> settings)
      throws IOException {
    Map<String, String> own = new LinkedHashMap<>();
    own.put("burdock." + role + ".port", "0");
    if (role.equals("streams")) {
      own.put("burdock.streams.state-dir", folder.resolve(name).toString());
    }
    if (role.equals("federation")) {
      own.clear();
    }
    own.putAll(settings);
    return process(role, name, own);
  }

  /** Base URL of what a role listens on. */
  public URI url(String role) {
    return URI.create("http://127.0.0.1:" + ports.get(role));
  }

  /** Where the health and metrics of each role are. */
  public Map<String, Integer> managementPorts() {
    Map<String, Integer> all = new LinkedHashMap<>();
    roles.forEach((role, process) -> all.put(role, process.managementPort()));
    return all;
  }

  /** The folder of the stores of the streams role. */
  public Path stores() {
    return folder.resolve("streams");
  }

  public String bootstrap() {
    return bootstrap;
  }

  public String registryUrl() {
    return registry.url();
  }

  /** What was pushed to remote servers, and how that ended; the caller closes it. */
  public Books books() {
    return new Books(bootstrap, registryUrl());
  }

  /** Stops the broker, cleanly. */
  public void stopBroker() {
    broker.close();
  }

  /** Starts it again, on its data and port. */
  public void startBroker() throws IOException {
    broker = EmbeddedKafka.start(folder.resolve("kafka"), broker.port(), BROKER);
  }

  @Override
  public void close() {
    ROLES.stream().filter(roles::containsKey).map(roles::get).forEach(RoleProcess::close);
    registry.close();
    if (broker != null) {
      broker.close();
    }
  }

  private RoleProcess process(String role, String name, Map<String, String> settings)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    Map<String, String> environment = environments.apply(role);
    return new RoleProcess(role, config, settings, environment, FreePorts.orFree(0), log);
  }

  private Map<String, String> own() {
    Map<String, String> own = new LinkedHashMap<>();
    own.put(BOOTSTRAP, bootstrap());
    own.put("burdock.registry.url", registry.url());
    own.put("burdock.topics.partitions", Integer.toString(PARTITIONS));
    own.put("burdock.internal.secret", SECRET);
    for (String role : List.of("ingest", "streams", "sync")) {
      own.put("burdock." + role + ".port", Integer.toString(ports.get(role)));
    }
    own.put("burdock.streams.state-dir", stores().toString());
    own.put("burdock.streams.session-timeout-ms", "6000");
    own.put("burdock.sync.room-reads", url("streams").toString());
    return own;
  }

  private static void ensureTopics(KafkaConfig kafka) throws IOException, InterruptedException {
    try (Admin admin = Admin.create(kafka.clientProperties(Map.of()))) {
      new TopicCatalogue(kafka, admin).ensure();
    } catch (ExecutionException e) {
      throw new IOException("topics: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
