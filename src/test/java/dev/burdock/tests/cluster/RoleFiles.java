package dev.burdock.tests.cluster;

import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.testcontainers.images.builder.Transferable;

/** The files that a role needs in its container, and the settings in the first of them. */
final class RoleFiles {
  static final int INGEST_PORT = 8480;
  static final int SYNC_PORT = 8481;
  static final int READS_PORT = 8482;
  static final int MANAGEMENT_PORT = 8490;

  private static final String FOLDER = "/etc/burdock/";
  private static final String CONFIG = FOLDER + "burdock.properties";
  private static final int READABLE = 0444;

  /** A cluster that is cut is to recover soon. */
  private static final String REQUEST_MS = "5000";

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> contents = new LinkedHashMap<>();

  /**
   * The files of every role.
   *
   * @param readers addresses of the nodes that serve room reads
   */
  RoleFiles(World world, String bootstrap, String registryUrl, List<String> readers)
      throws IOException {
    for (var setting : world.settings().entrySet()) {
      boolean file = setting.getValue().startsWith("/");
      settings.put(setting.getKey(), file ? copied(setting.getValue()) : setting.getValue());
    }
    settings.put("burdock.kafka.bootstrap", bootstrap);
    settings.put("burdock.registry.url", registryUrl);
    settings.put("burdock.topics.partitions", "4");
    settings.put("burdock.internal.secret", "between us");
    settings.put("burdock.streams.session-timeout-ms", "6000");
    settings.put("burdock.kafka.client.request.timeout.ms", REQUEST_MS);
    settings.put("burdock.kafka.client.default.api.timeout.ms", REQUEST_MS);
    for (String listener : List.of("ingest", "streams", "sync", "management")) {
      settings.put("burdock." + listener + ".host", "0.0.0.0");
    }
    settings.put("burdock.ingest.port", Integer.toString(INGEST_PORT));
    settings.put("burdock.sync.port", Integer.toString(SYNC_PORT));
    settings.put("burdock.streams.port", Integer.toString(READS_PORT));
    settings.put("burdock.management.port", Integer.toString(MANAGEMENT_PORT));
    settings.put(
        "burdock.sync.room-reads",
        readers.stream()
            .map(address -> "http://" + address + ":" + READS_PORT)
            .collect(Collectors.joining(",")));
  }

  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** Gives a node its files, and the command that runs a role by them. */
  void giveTo(Node node, String role) {
    Map<String, String> own = new LinkedHashMap<>(settings);
    own.put("burdock.streams.advertised-host", node.inside());
    String lines =
        own.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining("\n", "", "\n"));
    node.withCopyToContainer(Transferable.of(lines, READABLE), CONFIG);
    contents.forEach(
        (path, content) -> node.withCopyToContainer(Transferable.of(content, READABLE), path));
    node.withCommand(role, "--config", CONFIG);
  }

  private String copied(String file) throws IOException {
    Path path = Path.of(file);
    String there = FOLDER + path.getFileName();
    contents.put(there, Files.readString(path));
    return there;
  }
}
