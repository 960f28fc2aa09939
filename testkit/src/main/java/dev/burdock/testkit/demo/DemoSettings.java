package dev.burdock.testkit.demo;

import dev.burdock.deploy.config.ManagementConfig;
import dev.burdock.deploy.config.StandaloneConfig;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.ingest.config.FeedsConfig;
import dev.burdock.ingest.config.HomeserverConfig;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import dev.burdock.streams.config.ReadsConfig;
import dev.burdock.testkit.world.World;
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
   * Settings for a demo in {@code world}.
   *
   * @param homeserver base URL of the simulated homeserver
   */
  static Settings of(World world, String homeserver) {
    Map<String, String> texts = new HashMap<>(world.acquaintance());
    PORTS.forEach(port -> texts.put(port.name(), "0"));
    texts.put(FeedsConfig.HS_TOKEN.name(), HS_TOKEN);
    texts.put(HomeserverConfig.AS_TOKEN.name(), AS_TOKEN);
    texts.put(HomeserverConfig.URL.name(), homeserver);
    return Settings.of(texts);
  }
}
