package dev.burdock.ingest.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * How many servers are asked for their keys at once.
 *
 * @param all over everything; a quarter of them is for servers that told their keys before
 * @param perSource because of requests from one address, or of the events of one origin
 * @param perAddress at one address, whatever the names of the servers
 */
public record KeyFetchConfig(int all, int perSource, int perAddress) {
  public static final Key<Long> ALL =
      Key.integer(
          "burdock.ingest.federation.key-fetches",
          64,
          1,
          10_000,
          "Servers asked for their keys at once; what needs more gets a 429. A quarter is for"
              + " servers that told their keys before.");
  public static final Key<Long> PER_SOURCE =
      Key.integer(
          "burdock.ingest.federation.key-fetches-per-source",
          16,
          1,
          10_000,
          "Servers asked for their keys for the first time at once because of one address's"
              + " requests, or of one origin's events; what needs more gets a 429.");
  public static final Key<Long> PER_ADDRESS =
      Key.integer(
          "burdock.ingest.federation.key-fetches-per-address",
          16,
          1,
          10_000,
          "Keys asked for at once at one address (IPv6: one /64), whatever the names; what needs"
              + " more gets a 429.");
  public static final List<Key<?>> KEYS = List.of(ALL, PER_SOURCE, PER_ADDRESS);

  public KeyFetchConfig {
    ConfigChecks.check(ALL, all);
    ConfigChecks.check(PER_SOURCE, perSource);
    ConfigChecks.check(PER_ADDRESS, perAddress);
  }

  public static KeyFetchConfig from(Settings settings) {
    return new KeyFetchConfig(
        settings.get(ALL).intValue(),
        settings.get(PER_SOURCE).intValue(),
        settings.get(PER_ADDRESS).intValue());
  }
}
