package dev.burdock.ingest.config;

import dev.burdock.matrix.federation.Cidr;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Inbound federation in front of the homeserver.
 *
 * @param enabled whether it is served
 * @param port port to listen on; 0: any free one
 * @param maxTransactions transactions worked on at once
 * @param maxPerOrigin transactions of one origin worked on at once
 * @param timeout longest wait for the homeserver's answer
 * @param passThrough whether everything else of federation is handed on
 * @param trust further certificate authorities, PEM, for fetching the keys of servers
 * @param keyFetches how many servers are asked for their keys
 * @param allowed special-purpose networks that servers may be in all the same
 * @param overrides where a server is, whatever discovery would say
 */
public record InboundFederationConfig(
    boolean enabled,
    String host,
    int port,
    int maxTransactions,
    int maxPerOrigin,
    Duration timeout,
    StickyRecording recording,
    boolean passThrough,
    KeyFetchConfig keyFetches,
    Optional<Path> trust,
    List<Cidr> allowed,
    Map<ServerName, ServerName> overrides) {

  public static final Key<Boolean> ENABLED =
      Key.bool(
          "burdock.ingest.federation.enabled",
          false,
          "Whether inbound federation is served, in front of the homeserver.");
  public static final Key<String> HOST =
      Key.string(
          "burdock.ingest.federation.host",
          "127.0.0.1",
          "Address that inbound federation listens on.");
  public static final Key<Long> PORT =
      Key.integer(
          "burdock.ingest.federation.port",
          8483,
          0,
          65_535,
          "Port that inbound federation listens on; 0: any free one.");
  public static final Key<Long> MAX_TRANSACTIONS =
      Key.integer(
          "burdock.ingest.federation.max-transactions",
          100,
          1,
          100_000,
          "Inbound transactions worked on at once; more get a 429.");
  public static final Key<Long> MAX_PER_ORIGIN =
      Key.integer(
          "burdock.ingest.federation.max-per-origin",
          2,
          1,
          1_000,
          "Inbound transactions of one origin worked on at once; more get a 429.");
  public static final Key<Long> TIMEOUT_MS =
      Key.integer(
          "burdock.ingest.federation.timeout-ms",
          120_000,
          100,
          600_000,
          "Longest wait for the homeserver's answer to a transaction, ms.");
  public static final Key<StickyRecording> RECORDING =
      Key.choice(
          "burdock.ingest.federation.recording",
          StickyRecording.AUTO,
          StickyRecording.class,
          "When sticky events of inbound transactions are recorded; auto: on-answer without"
              + " burdock.ingest.hs-token, by-feed with it.");
  public static final Key<Boolean> PASS_THROUGH =
      Key.bool(
          "burdock.ingest.federation.pass-through",
          true,
          "Whether all other requests under /_matrix/federation and /_matrix/key are handed on.");
  public static final List<Key<?>> KEYS =
      List.of(
          ENABLED,
          HOST,
          PORT,
          MAX_TRANSACTIONS,
          MAX_PER_ORIGIN,
          TIMEOUT_MS,
          RECORDING,
          PASS_THROUGH);

  // How servers are found is one truth for all roles; the federation sender documents these keys.
  private static final Key<String> TRUST = Key.string("burdock.federation.trust", "", "");
  private static final Key<List<String>> ALLOWED =
      Key.list("burdock.federation.allowed-networks", "", "");
  private static final String OVERRIDE_PREFIX = "burdock.federation.override.";

  public InboundFederationConfig {
    ConfigChecks.check(PORT, port);
    ConfigChecks.check(MAX_TRANSACTIONS, maxTransactions);
    ConfigChecks.check(MAX_PER_ORIGIN, maxPerOrigin);
    ConfigChecks.check(TIMEOUT_MS, timeout.toMillis());
    allowed = List.copyOf(allowed);
    overrides = Map.copyOf(overrides);
  }

  public static InboundFederationConfig from(Settings settings) {
    String trust = settings.get(TRUST);
    return new InboundFederationConfig(
        settings.get(ENABLED),
        settings.get(HOST),
        settings.get(PORT).intValue(),
        settings.get(MAX_TRANSACTIONS).intValue(),
        settings.get(MAX_PER_ORIGIN).intValue(),
        Duration.ofMillis(settings.get(TIMEOUT_MS)),
        settings.get(RECORDING),
        settings.get(PASS_THROUGH),
        KeyFetchConfig.from(settings),
        trust.isEmpty() ? Optional.empty() : Optional.of(Path.of(trust)),
        settings.get(ALLOWED, Cidr::parse, "networks such as 10.0.0.0/8"),
        settings.below(OVERRIDE_PREFIX, ServerName::parse, "host:port of a server name"));
  }
}
