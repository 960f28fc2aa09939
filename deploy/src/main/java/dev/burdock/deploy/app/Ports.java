package dev.burdock.deploy.app;

import dev.burdock.deploy.config.ManagementConfig;
import dev.burdock.deploy.config.StandaloneConfig;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import dev.burdock.streams.config.ReadsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;

/** The configured ports, looked at before anything starts, so that a taken one is named. */
final class Ports {
  private static final String LOOPBACK = "127.0.0.1";

  private Ports() {}

  /**
   * Looks at the listeners of these roles and of management.
   *
   * @throws ConfigException naming the first that cannot be listened on
   */
  static void requireFree(Settings settings, Collection<Role> roles) {
    requireFree(settings, ManagementConfig.PORT, settings.get(ManagementConfig.HOST));
    for (Role role : roles) {
      switch (role) {
        case INGEST -> requireFree(settings, IngestConfig.PORT, settings.get(IngestConfig.HOST));
        case STREAMS -> requireFree(settings, ReadsConfig.PORT, settings.get(ReadsConfig.HOST));
        case SYNC -> requireFree(settings, SyncConfig.PORT, settings.get(SyncConfig.HOST));
        case FEDERATION -> {
          // It does not listen.
        }
      }
    }
  }

  /**
   * Looks at the listeners of standalone but its registry's, which an earlier one may still hold.
   *
   * @throws ConfigException naming the first that cannot be listened on
   */
  static void requireFree(Settings settings) {
    requireFree(settings, StandaloneConfig.KAFKA_PORT, LOOPBACK);
    requireFree(settings, EnumSet.allOf(Role.class));
  }

  private static void requireFree(Settings settings, Key<Long> key, String host) {
    int port = settings.get(key).intValue();
    try {
      new ServerSocket(port, 1, InetAddress.getByName(host)).close();
    } catch (IOException e) {
      String reason = e.getMessage().toLowerCase(Locale.ROOT);
      throw ConfigException.of(
          key.name(), port, "a free port of " + host + ", or 0 for any; " + reason);
    }
  }
}
