package dev.burdock.testkit.demo;

import dev.burdock.deploy.config.ManagementConfig;
import dev.burdock.deploy.config.StandaloneConfig;
import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.ingest.config.FeedsConfig;
import dev.burdock.ingest.config.HomeserverConfig;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.streams.config.ReadsConfig;
import dev.burdock.testkit.recording.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How Burdock is configured for a demo: any free ports, and everybody simulated. */
final class DemoSettings {
  static final String HS_TOKEN = "demo-hs-token";
  static final String AS_TOKEN = "demo-as-token";
  private static final List<Key<Long>> PORTS =
      List.of(
          StandaloneConfig.KAFKA_PORT,
          StandaloneConfig.REGISTRY_PORT,
          ManagementConfig.PORT,
          IngestConfig.PORT,
          SyncConfig.PORT,
          ReadsConfig.PORT);

  private DemoSettings() {}

  /**
   * Settings for a demo in {@code folder}.
   *
   * @param homeserver base URL of the simulated homeserver
   * @param authority PEM file of the authority of the simulated remote servers
   * @param users whom the access token of the same text stands for
   */
  static Settings of(
      Path folder, Recording recording, String homeserver, Path authority, List<String> users)
      throws IOException {
    Path key = folder.resolve("recording.key");
    Files.writeString(key, recording.key().toFileLine() + "\n");
    Map<String, String> texts = new HashMap<>();
    PORTS.forEach(port -> texts.put(port.name(), "0"));
    texts.put(ServersConfig.NAMES.name(), recording.server().value());
    texts.put(ServersConfig.SIGNING_KEY_PREFIX + recording.server(), key.toString());
    texts.put(FeedsConfig.HS_TOKEN.name(), HS_TOKEN);
    texts.put(HomeserverConfig.AS_TOKEN.name(), AS_TOKEN);
    texts.put(HomeserverConfig.URL.name(), homeserver);
    texts.put(HttpConfig.TRUST.name(), authority.toString());
    texts.put(HttpConfig.ALLOWED.name(), "127.0.0.0/8");
    users.forEach(user -> texts.put(SyncConfig.TOKEN_PREFIX + token(user), user));
    return Settings.of(texts);
  }

  /** The access token of a user. */
  static String token(String user) {
    return "demo-" + user.substring(1, user.indexOf(':'));
  }
}
