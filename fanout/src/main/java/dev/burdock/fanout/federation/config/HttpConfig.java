package dev.burdock.fanout.federation.config;

import dev.burdock.matrix.federation.Cidr;
import dev.burdock.matrix.federation.jdk.TrustAnchors;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/**
 * How remote servers are reached.
 *
 * @param request a whole request, from discovery to the end of the answer
 * @param connect one TCP connection and its TLS handshake, each
 * @param keepAlive how long an idle connection is kept
 * @param connections most connections that are kept open when idle
 * @param responseBytes most bytes of an answer's body
 * @param trust further certificate authorities, PEM; besides those of the Java platform
 * @param localAddress where connections come from; empty leaves it to the machine
 * @param allowed special-purpose networks that may be reached all the same
 * @param overrides where a server is, whatever discovery would say
 */
public record HttpConfig(
    Duration request,
    Duration connect,
    Duration keepAlive,
    int connections,
    int responseBytes,
    Optional<Path> trust,
    Optional<String> localAddress,
    List<Cidr> allowed,
    Map<ServerName, ServerName> overrides) {
  public static final Key<Long> REQUEST =
      Key.integer(
          "burdock.federation.request-timeout-ms",
          60_000,
          100,
          60_000,
          "Longest time for one transaction, from discovery to the end of the answer, ms.");
  public static final Key<Long> CONNECT =
      Key.integer(
          "burdock.federation.connect-timeout-ms",
          10_000,
          50,
          60_000,
          "Longest time for a TCP connection, and again for its TLS handshake, ms.");
  public static final Key<Long> KEEP_ALIVE =
      Key.integer(
          "burdock.federation.keep-alive-ms",
          30_000,
          1_000,
          600_000,
          "How long an idle connection to a destination is kept, ms.");
  public static final Key<Long> CONNECTIONS =
      Key.integer(
          "burdock.federation.connections",
          2_000,
          0,
          1_000_000,
          "Open connections above which none is kept for a further transaction.");
  public static final Key<Long> RESPONSE_BYTES =
      Key.integer(
          "burdock.federation.response-bytes",
          262_144,
          1_024,
          16_777_216,
          "Most bytes of a destination's answer; a longer one counts as a failure.");
  public static final Key<String> TRUST =
      Key.string(
          "burdock.federation.trust",
          "",
          "PEM file of certificate authorities trusted besides those of the Java platform.");
  public static final Key<String> LOCAL_ADDRESS =
      Key.string(
          "burdock.federation.local-address",
          "",
          "Address of this machine that transactions come from; empty leaves it to the machine.");
  public static final Key<List<String>> ALLOWED =
      Key.list(
          "burdock.federation.allowed-networks",
          "",
          "Special-purpose networks (CIDR) that remote servers may be reached in all the same.");

  /** Below it, {@code host:port} of each server whose discovery is overridden. */
  public static final String OVERRIDE_PREFIX = "burdock.federation.override.";

  public static final List<Key<?>> KEYS =
      List.of(
          REQUEST, CONNECT, KEEP_ALIVE, CONNECTIONS, RESPONSE_BYTES, TRUST, LOCAL_ADDRESS, ALLOWED);

  public HttpConfig {
    allowed = List.copyOf(allowed);
    overrides = Map.copyOf(overrides);
  }

  public static HttpConfig from(Settings settings) {
    String trust = settings.get(TRUST);
    return new HttpConfig(
        Duration.ofMillis(settings.get(REQUEST)),
        Duration.ofMillis(settings.get(CONNECT)),
        Duration.ofMillis(settings.get(KEEP_ALIVE)),
        settings.get(CONNECTIONS).intValue(),
        settings.get(RESPONSE_BYTES).intValue(),
        trust.isEmpty() ? Optional.empty() : Optional.of(Path.of(trust)),
        Optional.of(settings.get(LOCAL_ADDRESS)).filter(address -> !address.isEmpty()),
        settings.get(ALLOWED, Cidr::parse, "networks such as 10.0.0.0/8"),
        settings.below(OVERRIDE_PREFIX, ServerName::parse, "host:port of a server name"));
  }

  /**
   * The certificate authorities that remote servers may have their certificates from.
   *
   * @throws ConfigException when the file of further ones cannot be read or holds none
   */
  public TrustManagerFactory authorities() {
    try {
      return TrustAnchors.factory(trust);
    } catch (IllegalArgumentException e) {
      throw ConfigException.of(
          TRUST.name(), trust.orElseThrow(), "a readable PEM file; " + e.getMessage());
    }
  }
}
