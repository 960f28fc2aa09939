package dev.burdock.ingest.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How records reach Kafka.
 *
 * @param timeout longest wait for Kafka's acknowledgement before a request gets a 503
 * @param bufferBytes memory for records that Kafka has not acknowledged
 */
public record PublishConfig(Duration timeout, long bufferBytes) {

  public static final Key<Long> TIMEOUT_MS =
      Key.integer(
          "burdock.ingest.publish-timeout-ms",
          5_000,
          500,
          60_000,
          "Longest wait for Kafka's acknowledgement before a request gets a 503, ms.");
  public static final Key<Long> BUFFER_BYTES =
      Key.integer(
          "burdock.ingest.publish-buffer-bytes",
          32 << 20,
          1 << 20,
          1L << 30,
          "Memory for records that Kafka has not acknowledged, bytes.");
  public static final List<Key<?>> KEYS = List.of(TIMEOUT_MS, BUFFER_BYTES);

  public PublishConfig {
    ConfigChecks.check(TIMEOUT_MS, timeout.toMillis());
    ConfigChecks.check(BUFFER_BYTES, bufferBytes);
  }

  public static PublishConfig from(Settings settings) {
    return new PublishConfig(
        Duration.ofMillis(settings.get(TIMEOUT_MS)), settings.get(BUFFER_BYTES));
  }
}
