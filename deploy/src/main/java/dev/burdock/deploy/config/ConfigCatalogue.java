package dev.burdock.deploy.config;

import dev.burdock.fanout.federation.config.FederationConfig;
import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.http.config.ListenerConfig;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.ServersConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.streams.config.RoomStreamsConfig;
import java.util.List;

/** Every configuration key there is, by the part that reads it; the source of docs/config.md. */
public final class ConfigCatalogue {
  /**
   * The keys of one part.
   *
   * @param open the prefixes below which it reads any key, with what their values are
   */
  public record Section(String title, List<Key<?>> keys, List<Open> open) {}

  /** A prefix below which any key may be set. */
  public record Open(String prefix, String rest, String doc) {}

  public static final List<Section> SECTIONS =
      List.of(
          new Section(
              "Every role",
              KafkaConfig.KEYS,
              List.of(
                  new Open(
                      KafkaConfig.CLIENT_PREFIX,
                      "property",
                      "Any property of a Kafka client, for every client."))),
          new Section("Every listener", ListenerConfig.KEYS, List.of()),
          new Section(
              "Our servers (ingest, streams, federation)",
              ServersConfig.KEYS,
              List.of(
                  new Open(
                      ServersConfig.SIGNING_KEY_PREFIX,
                      "server",
                      "File with the signing key of one of burdock.servers, as Synapse writes"
                          + " it."))),
          new Section("ingest", IngestConfig.KEYS, List.of()),
          new Section("streams", RoomStreamsConfig.KEYS, List.of()),
          new Section(
              "sync (and burdock.internal.secret, as for streams)",
              without(SyncConfig.KEYS, SyncConfig.INTERNAL_SECRET),
              List.of(
                  new Open(
                      SyncConfig.TOKEN_PREFIX,
                      "token",
                      "User of an access token, or of the hex SHA-256 of one, in embedded mode."))),
          new Section(
              "federation",
              FederationConfig.KEYS,
              List.of(
                  new Open(
                      HttpConfig.OVERRIDE_PREFIX,
                      "server",
                      "Where a remote server is, host:port, whatever discovery would say."))),
          new Section("Management", ManagementConfig.KEYS, List.of()),
          new Section("standalone", StandaloneConfig.KEYS, List.of()));

  private ConfigCatalogue() {}

  private static List<Key<?>> without(List<Key<?>> keys, Key<?> declaredElsewhere) {
    return keys.stream().filter(key -> !key.name().equals(declaredElsewhere.name())).toList();
  }

  public static List<Key<?>> keys() {
    return SECTIONS.stream()
        .<Key<?>>flatMap(section -> section.keys().stream())
        .distinct()
        .toList();
  }

  /**
   * Refuses keys that nobody reads.
   *
   * @throws dev.burdock.schemas.config.ConfigException naming the first one
   */
  public static void rejectUnknown(Settings settings) {
    settings.rejectUnknown(
        keys(),
        SECTIONS.stream().flatMap(section -> section.open().stream()).map(Open::prefix).toList());
  }
}
