package dev.burdock.ingest.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * The feeds and their limits.
 *
 * @param hsToken what the homeserver presents with application-service transactions
 * @param nativeToken what a client of {@code POST /_burdock/v1/events} presents
 * @param internalSecret what the role sync presents, which hands over what it met (R32)
 * @param maxBodyBytes largest body of a transaction or batch
 * @param maxEventBytes largest event within one
 * @param maxRequests requests that are worked on at once
 * @param maxInflightBytes bodies of those requests together
 */
public record FeedsConfig(
    Token hsToken,
    Token nativeToken,
    Token internalSecret,
    int maxBodyBytes,
    int maxEventBytes,
    int maxRequests,
    long maxInflightBytes) {

  public static final Key<String> HS_TOKEN =
      Key.secret(
          "burdock.ingest.hs-token",
          "",
          "Token of the homeserver (hs_token of the application service's registration); empty:"
              + " the feed is off.");
  public static final Key<String> NATIVE_TOKEN =
      Key.secret(
          "burdock.ingest.native-token",
          "",
          "Token of the native feed, POST /_burdock/v1/events; empty: the feed is off.");
  private static final Key<String> INTERNAL_SECRET =
      Key.secret(
          "burdock.internal.secret",
          "",
          "What nodes show each other; empty: what sync meets is not taken.");
  public static final Key<Long> MAX_BODY_BYTES =
      Key.integer(
          "burdock.ingest.max-body-bytes",
          16 << 20,
          1 << 16,
          256 << 20,
          "Largest body of a transaction or batch, bytes; larger ones get a 413.");
  public static final Key<Long> MAX_EVENT_BYTES =
      Key.integer(
          "burdock.ingest.max-event-bytes",
          1 << 18,
          1 << 16,
          900_000,
          "Largest event of a transaction or batch, bytes; larger ones are dead-lettered.");
  public static final Key<Long> MAX_REQUESTS =
      Key.integer(
          "burdock.ingest.max-requests",
          64,
          1,
          10_000,
          "Requests worked on at once; more get a 503.");
  public static final Key<Long> MAX_INFLIGHT_BYTES =
      Key.integer(
          "burdock.ingest.max-inflight-bytes",
          64 << 20,
          1 << 16,
          4L << 30,
          "Bodies of the requests worked on at once, bytes; more get a 503.");
  public static final List<Key<?>> KEYS =
      List.of(
          HS_TOKEN,
          NATIVE_TOKEN,
          MAX_BODY_BYTES,
          MAX_EVENT_BYTES,
          MAX_REQUESTS,
          MAX_INFLIGHT_BYTES);

  public FeedsConfig {
    ConfigChecks.check(MAX_BODY_BYTES, maxBodyBytes);
    ConfigChecks.check(MAX_EVENT_BYTES, maxEventBytes);
    ConfigChecks.check(MAX_REQUESTS, maxRequests);
    ConfigChecks.check(MAX_INFLIGHT_BYTES, maxInflightBytes);
    ConfigChecks.check(
        MAX_INFLIGHT_BYTES,
        maxInflightBytes,
        maxInflightBytes >= maxBodyBytes,
        "at least " + MAX_BODY_BYTES.name());
  }

  public static FeedsConfig from(Settings settings) {
    return new FeedsConfig(
        new Token(settings.get(HS_TOKEN)),
        new Token(settings.get(NATIVE_TOKEN)),
        new Token(settings.get(INTERNAL_SECRET)),
        settings.get(MAX_BODY_BYTES).intValue(),
        settings.get(MAX_EVENT_BYTES).intValue(),
        settings.get(MAX_REQUESTS).intValue(),
        settings.get(MAX_INFLIGHT_BYTES));
  }
}
