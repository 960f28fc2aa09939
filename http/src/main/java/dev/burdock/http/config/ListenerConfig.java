package dev.burdock.http.config;

import dev.burdock.matrix.federation.Cidr;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;
import java.util.Map;

/**
 * What every listener bears of strangers.
 *
 * @param headMs longest time for the head of a request, from its first byte, ms
 * @param stallMs longest time that a body, or the client's reading of an answer, may fall behind
 *     {@link #MIN_BYTES_PER_SECOND}, ms
 * @param idleMs longest time between two requests of a connection, ms
 * @param connections open at once on one listener
 * @param connectionsPerAddress likewise from one address that is no proxy of ours
 * @param bodyBytesPerAddress bodies of requests under way from one address, kept in memory, bytes
 * @param relayedPerAddress requests of one client's address that are handed on at once
 * @param trustedProxies those whose word on clients' addresses is taken
 */
public record ListenerConfig(
    long headMs,
    long stallMs,
    long idleMs,
    int connections,
    int connectionsPerAddress,
    long bodyBytesPerAddress,
    int relayedPerAddress,
    List<Cidr> trustedProxies) {
  /** What a client sends and reads at least, on average. */
  public static final long MIN_BYTES_PER_SECOND = 1_024;

  public static final Key<Long> HEAD_MS =
      Key.integer(
          "burdock.http.head-ms",
          20_000,
          100,
          600_000,
          "Longest time for the head of a request, from its first byte or, of a new connection,"
              + " from its opening, ms.");
  public static final Key<Long> STALL_MS =
      Key.integer(
          "burdock.http.stall-ms",
          60_000,
          100,
          600_000,
          "Longest time that the body of a request, or a client's reading of an answer, may fall"
              + " behind 1,024 bytes a second, ms.");
  public static final Key<Long> IDLE_MS =
      Key.integer(
          "burdock.http.idle-ms",
          75_000,
          100,
          3_600_000,
          "Longest time between two requests of a connection, ms.");
  public static final Key<Long> CONNECTIONS =
      Key.integer(
          "burdock.http.connections",
          30_000,
          1,
          10_000_000,
          "Connections open at once on one listener; further ones are closed.");
  public static final Key<Long> CONNECTIONS_PER_ADDRESS =
      Key.integer(
          "burdock.http.connections-per-address",
          1_000,
          1,
          10_000_000,
          "Connections open at once from one address (of IPv6: one network of 64 bits) that is none"
              + " of burdock.http.trusted-proxies; further ones are closed.");
  public static final Key<Long> BODY_BYTES_PER_ADDRESS =
      Key.integer(
          "burdock.http.body-bytes-per-address",
          16 << 20,
          1 << 16,
          4L << 30,
          "Bodies of the requests under way from one client's address, bytes; more get a 429. A"
              + " listener's largest body fits in any case.");
  public static final Key<Long> RELAYED_PER_ADDRESS =
      Key.integer(
          "burdock.http.relayed-per-address",
          500,
          1,
          1_000_000,
          "Requests of one client's address that are handed on to the homeserver at once, a quarter"
              + " of all at most; more get a 429.");
  public static final Key<List<String>> TRUSTED_PROXIES =
      Key.list(
          "burdock.http.trusted-proxies",
          "",
          "Networks of the reverse proxies before Burdock, such as 10.0.0.0/8: X-Forwarded-For,"
              + " X-Forwarded-Proto and their like are believed of them alone, and bounds of an"
              + " address are those of the clients that they name.");
  public static final List<Key<?>> KEYS =
      List.of(
          HEAD_MS,
          STALL_MS,
          IDLE_MS,
          CONNECTIONS,
          CONNECTIONS_PER_ADDRESS,
          BODY_BYTES_PER_ADDRESS,
          RELAYED_PER_ADDRESS,
          TRUSTED_PROXIES);

  public ListenerConfig {
    if (connectionsPerAddress < 1 || connections < 1) {
      throw ConfigException.of(CONNECTIONS.name(), connections, CONNECTIONS.expected());
    }
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** The defaults. */
  public static ListenerConfig defaults() {
    return from(Settings.of(Map.of()));
  }

  public static ListenerConfig from(Settings settings) {
    return new ListenerConfig(
        settings.get(HEAD_MS),
        settings.get(STALL_MS),
        settings.get(IDLE_MS),
        settings.get(CONNECTIONS).intValue(),
        settings.get(CONNECTIONS_PER_ADDRESS).intValue(),
        settings.get(BODY_BYTES_PER_ADDRESS),
        settings.get(RELAYED_PER_ADDRESS).intValue(),
        settings.get(TRUSTED_PROXIES).stream().map(ListenerConfig::network).toList());
  }

  private static Cidr network(String text) {
    try {
      return Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw ConfigException.of(TRUSTED_PROXIES.name(), text, "networks such as 10.0.0.0/8");
    }
  }
}
