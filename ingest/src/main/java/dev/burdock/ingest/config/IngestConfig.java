package dev.burdock.ingest.config;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.config.Settings;
import java.util.List;
import java.util.stream.Stream;

/**
 * Configuration of the ingest role.
 *
 * @param host address to listen on
 * @param port port to listen on; 0: any free one
 * @param server the server name of the homeserver behind the application-service feed; empty: the
 *     first of {@code burdock.servers}
 * @param listener what its listeners bear of strangers
 */
public record IngestConfig(
    String host,
    int port,
    String server,
    FeedsConfig feeds,
    PublishConfig publish,
    HomeserverConfig homeserver,
    InboundFederationConfig inbound,
    ListenerConfig listener) {

  public static final Key<String> HOST =
      Key.string("burdock.ingest.host", "127.0.0.1", "Address that ingest listens on.");
  public static final Key<Long> PORT =
      Key.integer(
          "burdock.ingest.port", 8480, 0, 65_535, "Port that ingest listens on; 0: any free one.");
  public static final Key<String> SERVER =
      Key.string(
          "burdock.ingest.server",
          "",
          "Server name of the homeserver behind this ingest; empty: the first of"
              + " burdock.servers.");
  public static final List<Key<?>> KEYS =
      Stream.of(
              List.of(HOST, PORT, SERVER),
              FeedsConfig.KEYS,
              PublishConfig.KEYS,
              HomeserverConfig.KEYS,
              InboundFederationConfig.KEYS,
              KeyFetchConfig.KEYS)
          .<Key<?>>flatMap(List::stream)
          .toList();

  public IngestConfig {
    ConfigChecks.check(PORT, port);
    ConfigChecks.check(
        HomeserverConfig.FEDERATION_URL,
        "missing",
        !inbound.enabled() || homeserver.federationUrl().isPresent(),
        "an URL when " + InboundFederationConfig.ENABLED.name() + " is true");
  }

  public static IngestConfig from(Settings settings) {
    return new IngestConfig(
        settings.get(HOST),
        settings.get(PORT).intValue(),
        settings.get(SERVER),
        FeedsConfig.from(settings),
        PublishConfig.from(settings),
        HomeserverConfig.from(settings),
        InboundFederationConfig.from(settings),
        ListenerConfig.from(settings));
  }

  /**
   * The server name that the application-service feed speaks for.
   *
   * @throws dev.burdock.schemas.config.ConfigException when it is not one of ours
   */
  public String serverAmong(ServersConfig servers) {
    if (server.isEmpty()) {
      return servers.names().get(0);
    }
    ConfigChecks.check(SERVER, server, servers.names().contains(server), "one of burdock.servers");
    return server;
  }
}
