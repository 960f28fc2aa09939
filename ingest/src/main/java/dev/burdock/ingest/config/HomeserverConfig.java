package dev.burdock.ingest.config;

import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the homeserver behind the feeds is asked for what they do not tell.
 *
 * @param url base URL of the client API; empty when there is none to ask
 * @param federationUrl base URL of the federation API; empty when there is none to ask
 * @param asToken token of the application service, which may act as its local users
 * @param adminToken token of a Synapse administrator
 * @param timeout longest wait for one answer
 * @param maxAnswerBytes largest body of an answer
 * @param pduSource where PDUs of own events come from
 * @param pduFetches rooms whose PDUs are fetched side by side
 * @param knownRooms rooms remembered as read
 */
public record HomeserverConfig(
    Optional<URI> url,
    Optional<URI> federationUrl,
    Token asToken,
    Token adminToken,
    Duration timeout,
    int maxAnswerBytes,
    PduSourceKind pduSource,
    int pduFetches,
    long knownRooms) {

  public static final Key<String> URL =
      Key.string(
          "burdock.ingest.homeserver.url",
          "",
          "Base URL of the homeserver's client API; empty: it is never asked.");
  public static final Key<String> FEDERATION_URL =
      Key.string(
          "burdock.ingest.homeserver.federation-url",
          "",
          "Base URL of the homeserver's own federation listener; empty: as"
              + " burdock.ingest.homeserver.url.");
  public static final Key<String> AS_TOKEN =
      Key.secret(
          "burdock.ingest.homeserver.as-token",
          "",
          "Token of the application service (as_token of its registration), to read a room's"
              + " members as a local user; empty: not used.");
  public static final Key<String> ADMIN_TOKEN =
      Key.secret(
          "burdock.ingest.homeserver.admin-token",
          "",
          "Access token of a Synapse administrator, when no local user can be acted as; empty:"
              + " not used.");
  public static final Key<Long> TIMEOUT_MS =
      Key.integer(
          "burdock.ingest.homeserver.timeout-ms",
          10_000,
          100,
          120_000,
          "Longest wait for one answer of the homeserver, ms.");
  public static final Key<Long> MAX_ANSWER_BYTES =
      Key.integer(
          "burdock.ingest.homeserver.max-answer-bytes",
          67_108_864,
          65_536,
          1_073_741_824,
          "Largest answer of the homeserver that is read, bytes; compressed ones are not asked for.");
  public static final Key<PduSourceKind> PDU_SOURCE =
      Key.choice(
          "burdock.ingest.pdu-source",
          PduSourceKind.FEDERATION,
          PduSourceKind.class,
          "Where the signed PDUs of own events come from when the feed does not hand them over.");
  public static final Key<Long> PDU_FETCHES =
      Key.integer(
          "burdock.ingest.pdu-fetches",
          16,
          1,
          1_000,
          "Rooms whose PDUs are fetched from the homeserver side by side.");
  public static final Key<Long> KNOWN_ROOMS =
      Key.integer(
          "burdock.ingest.known-rooms",
          1_000_000,
          1_000,
          100_000_000,
          "Rooms remembered as read, some 200 bytes each; the members of one that is forgotten are"
              + " read once more.");
  public static final List<Key<?>> KEYS =
      List.of(
          URL,
          FEDERATION_URL,
          AS_TOKEN,
          ADMIN_TOKEN,
          TIMEOUT_MS,
          MAX_ANSWER_BYTES,
          PDU_SOURCE,
          PDU_FETCHES,
          KNOWN_ROOMS);

  public HomeserverConfig {
    ConfigChecks.check(TIMEOUT_MS, timeout.toMillis());
    ConfigChecks.check(MAX_ANSWER_BYTES, maxAnswerBytes);
    ConfigChecks.check(PDU_FETCHES, pduFetches);
    ConfigChecks.check(KNOWN_ROOMS, knownRooms);
    ConfigChecks.check(
        ADMIN_TOKEN,
        adminToken,
        pduSource != PduSourceKind.SYNAPSE_ADMIN || adminToken.isPresent(),
        "a token when " + PDU_SOURCE.name() + " is synapse-admin");
  }

  public static HomeserverConfig from(Settings settings) {
    Optional<URI> url = base(URL, settings.get(URL));
    return new HomeserverConfig(
        url,
        base(FEDERATION_URL, settings.get(FEDERATION_URL)).or(() -> url),
        new Token(settings.get(AS_TOKEN)),
        new Token(settings.get(ADMIN_TOKEN)),
        Duration.ofMillis(settings.get(TIMEOUT_MS)),
        settings.get(MAX_ANSWER_BYTES).intValue(),
        settings.get(PDU_SOURCE),
        settings.get(PDU_FETCHES).intValue(),
        settings.get(KNOWN_ROOMS));
  }

  private static Optional<URI> base(Key<String> key, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the same complaint.
    }
    throw ConfigException.of(key.name(), text, "http://host:port or https://host:port");
  }
}
