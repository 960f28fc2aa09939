package dev.burdock.deploy.app;

import dev.burdock.deploy.config.StandaloneConfig;
import dev.burdock.deploy.embedded.EmbeddedKafka;
import dev.burdock.deploy.embedded.EmbeddedRegistry;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Everything in one process: the embedded broker, the embedded registry and all roles, with their
 * data in one folder. Started again on that folder, it goes on where it ended.
 */
public final class Standalone implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private EmbeddedKafka broker;
  private EmbeddedRegistry registry;
  private Roles roles;

  private Standalone() {}

  /**
   * Starts it; returns when every role serves.
   *
   * @param data its folder, created when it is missing
   * @param configured what the operator set; the rest is chosen at the first start and kept
   * @throws IOException when the folder, the broker or the registry cannot be used
   * @throws dev.burdock.schemas.config.ConfigException for a setting that cannot be used
   */
  public static Standalone start(Path data, Settings configured)
      throws IOException, InterruptedException {
    Standalone standalone = new Standalone();
    try {
      standalone.run(data, configured);
      return standalone;
    } catch (IOException | InterruptedException | RuntimeException e) {
      standalone.close();
      throw e;
    }
  }

  /** The port of a role's listener on its configured address. */
  public int port(Role role) {
    return roles.port(role);
  }

  public int managementPort() {
    return roles.managementPort();
  }

  /** Where the broker and the registry are. */
  public KafkaConfig kafka() {
    return roles.context().kafka();
  }

  /** Everything that is configured, what was chosen included. */
  public Settings settings() {
    return roles.context().settings();
  }

  public boolean ready() {
    return registry.ready() && roles.ready();
  }

  /** Why it cannot go on and must be started anew; empty while it can. */
  public Optional<String> fault() {
    return registry.ready() ? roles.fault() : Optional.of("registry: its process has ended");
  }

  /** Stops everything, the broker last. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Closing.quietly("standalone", parts.pop());
    }
  }

  private void run(Path data, Settings configured) throws IOException, InterruptedException {
    DataFolder folder = keep(DataFolder.take(data));
    Settings chosen = StandaloneSettings.of(folder.path(), configured);
    StandaloneConfig config = StandaloneConfig.from(chosen);
    Ports.requireFree(chosen);
    CompletableFuture<EmbeddedRegistry> starting =
        CompletableFuture.supplyAsync(
            () -> startRegistry(folder.registry(), config.registryPort()));
    // A registry that comes up although the broker failed must not stay.
    parts.push(() -> starting.thenAccept(EmbeddedRegistry::close).join());
    broker = keep(EmbeddedKafka.start(folder.kafka(), config.kafkaPort()));
    Settings local = chosen.with(Map.of(KafkaConfig.BOOTSTRAP.name(), broker.bootstrap()));
    ensureTopics(KafkaConfig.from(local));
    registry = await(starting);
    Map<String, String> here = new HashMap<>();
    here.putAll(StandaloneSettings.streams(folder.path(), local));
    here.put(KafkaConfig.REGISTRY.name(), registry.url());
    roles = keep(Roles.start(RoleContext.of(local.with(here)), EnumSet.allOf(Role.class)));
    RunningFile.write(folder.path(), kafka());
  }

  private static EmbeddedRegistry startRegistry(Path folder, int port) {
    try {
      return EmbeddedRegistry.start(folder, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static EmbeddedRegistry await(CompletableFuture<EmbeddedRegistry> starting)
      throws IOException {
    try {
      return starting.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException cause) {
        throw cause.getCause();
      }
      throw e;
    }
  }

  private static void ensureTopics(KafkaConfig kafka) throws IOException, InterruptedException {
    try (Admin admin = Admin.create(kafka.clientProperties(Map.of()))) {
      new TopicCatalogue(kafka, admin).ensure();
    } catch (ExecutionException e) {
      throw new IOException("embedded broker: " + e.getCause().getMessage(), e.getCause());
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }
}
