package dev.burdock.matrix.federation;

import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@code .well-known} answer says and for how long (server-server specification, "Server
 * Discovery").
 */
final class WellKnown {
  static final Duration DEFAULT_LIFETIME = Duration.ofHours(24);
  static final Duration MAX_LIFETIME = Duration.ofDays(2);

  /** So that a host that forbids caching is not asked for every transaction. */
  static final Duration MIN_LIFETIME = Duration.ofMinutes(5);

  static final Duration FIRST_ERROR_LIFETIME = Duration.ofMinutes(1);
  static final Duration MAX_ERROR_LIFETIME = Duration.ofHours(1);

  private WellKnown() {}

  /** The name that the answer delegates to; empty if it is no valid answer. */
  static Optional<ServerName> delegated(WellKnownClient.Reply reply) {
    if (reply.status() != 200) {
      return Optional.empty();
    }
    try {
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      return Optional.of(ServerName.parse(CanonicalJson.parse(body).path("m.server").textValue()));
    } catch (MatrixException e) {
      return Optional.empty();
    }
  }

  /** How long a valid answer holds. */
  static Duration lifetime(WellKnownClient.Reply reply, Instant now) {
    Duration lifetime =
        reply
            .cacheControl()
            .flatMap(WellKnown::cacheControl)
            .or(() -> reply.expires().map(expires -> until(expires, now)))
            .orElse(DEFAULT_LIFETIME);
    return clamp(lifetime, MIN_LIFETIME, MAX_LIFETIME);
  }

  /**
   * How long an error holds: a minute, doubling to an hour.
   *
   * @param failures errors in a row before this one
   */
  static Duration errorLifetime(int failures) {
    return clamp(
        FIRST_ERROR_LIFETIME.multipliedBy(1L << Math.min(failures, 10)),
        FIRST_ERROR_LIFETIME,
        MAX_ERROR_LIFETIME);
  }

  private static Optional<Duration> cacheControl(String header) {
    for (String directive : header.split(",", -1)) {
      String text = directive.strip().toLowerCase(Locale.ROOT);
      if (text.equals("no-store") || text.equals("no-cache")) {
        return Optional.of(Duration.ZERO);
      }
      if (text.startsWith("max-age=")) {
        return seconds(text.substring("max-age=".length()));
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> seconds(String text) {
    String digits = text.replace("\"", "");
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    return Optional.of(
        digits.length() > 9 ? MAX_LIFETIME : Duration.ofSeconds(Long.parseLong(digits)));
  }

  /** A malformed date is one in the past (RFC 9111, section 5.3). */
  private static Duration until(String expires, Instant now) {
    try {
      return Duration.between(
          now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(expires)));
    } catch (DateTimeException | ArithmeticException e) {
      return Duration.ZERO;
    }
  }

  private static Duration clamp(Duration value, Duration min, Duration max) {
    return value.compareTo(min) < 0 ? min : value.compareTo(max) > 0 ? max : value;
  }
}
