package dev.burdock.fanout.federation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttemptPolicyTest {
  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("table")
  @DisplayName("an answer has one meaning")
  void answers(int status, String retryAfter, String body, SendResult expected) {
    Attempt attempt =
        Attempt.answered(
            status, Optional.ofNullable(retryAfter), body.getBytes(StandardCharsets.UTF_8));

    assertThat(AttemptPolicy.result(attempt)).isEqualTo(expected);
  }

  static Stream<Arguments> table() {
    return Stream.of(
        row(200, null, "{\"pdus\":{}}", accepted(Map.of())),
        row(200, null, "{}", accepted(Map.of())),
        row(200, null, "{\"pdus\":{\"$1\":{}}}", accepted(Map.of())),
        row(
            200,
            null,
            "{\"pdus\":{\"$1\":{\"error\":\"no\"},\"$2\":{}}}",
            accepted(Map.of("$1", "no"))),
        row(
            200,
            null,
            "{\"pdus\":{\"$1\":{\"errcode\":\"M_FORBIDDEN\",\"error\":\"acl\"}}}",
            accepted(Map.of("$1", "acl"))),
        row(
            200,
            null,
            "{\"pdus\":{\"$1\":{\"error\":{\"a\":1}}}}",
            accepted(Map.of("$1", "{\"a\":1}"))),
        row(200, null, "{\"pdus\":[]}", accepted(Map.of())),
        row(200, null, "<html>", failed(FailureKind.GARBAGE, "200 without a JSON object")),
        row(200, null, "", failed(FailureKind.GARBAGE, "200 without a JSON object")),
        row(202, null, "{}", failed(FailureKind.STATUS, "202")),
        row(302, null, "", failed(FailureKind.STATUS, "302")),
        row(
            400,
            null,
            "{\"errcode\":\"M_BAD_JSON\",\"error\":\"x\"}",
            new SendResult.Rejected("400 M_BAD_JSON x")),
        row(413, null, "", new SendResult.Rejected("413")),
        row(
            413,
            null,
            "{\"errcode\":\"a\\n\\u009b2J\",\"error\":\"\\u2028b\"}",
            new SendResult.Rejected("413 a  2J  b")),
        row(
            401,
            null,
            "{\"errcode\":\"M_UNAUTHORIZED\",\"error\":\"key\"}",
            failed(FailureKind.CLIENT_ERROR, "401 M_UNAUTHORIZED key")),
        row(403, null, "", failed(FailureKind.CLIENT_ERROR, "403")),
        row(404, null, "", failed(FailureKind.CLIENT_ERROR, "404")),
        row(429, null, "", waits(1_000)),
        row(429, "7", "", waits(7_000)),
        row(429, null, "{\"retry_after_ms\":1500}", waits(1_500)),
        row(429, "1", "{\"retry_after_ms\":1500}", waits(1_500)),
        row(429, "2", "{\"retry_after_ms\":1500}", waits(2_000)),
        row(429, "Wed, 21 Oct 2026 07:28:00 GMT", "", waits(1_000)),
        row(429, "-3", "{\"retry_after_ms\":-5}", waits(1_000)),
        row(429, "99999999999999999999", "{\"retry_after_ms\":1e400}", waits(1_000)),
        row(503, "3", "", waits(3_000)),
        row(503, null, "{\"retry_after_ms\":10}", waits(10)),
        row(503, null, "", failed(FailureKind.SERVER_ERROR, "503")),
        row(500, "3", "", failed(FailureKind.SERVER_ERROR, "500")),
        row(502, null, "\u0000\u0001", failed(FailureKind.SERVER_ERROR, "502")));
  }

  @Test
  @DisplayName("what broke is a failure of its kind")
  void brokenIsFailure() {
    assertThat(AttemptPolicy.result(new Attempt.Broken(FailureKind.TLS, "expired\nyesterday")))
        .isEqualTo(new SendResult.Failed(FailureKind.TLS, "expired yesterday"));
  }

  @Test
  @DisplayName("an error is cut to 500 characters, never within one")
  void errorsAreCut() {
    String long499 = "x".repeat(499);
    Attempt attempt = new Attempt.Broken(FailureKind.RESET, long499 + "\uD83C\uDF3F and more");

    assertThat(AttemptPolicy.result(attempt)).isEqualTo(failed(FailureKind.RESET, long499));
  }

  private static Arguments row(int status, String retryAfter, String body, SendResult expected) {
    return Arguments.of(status, retryAfter, body, expected);
  }

  private static SendResult accepted(Map<String, String> errors) {
    return new SendResult.Accepted(errors);
  }

  private static SendResult waits(long millis) {
    return new SendResult.Wait(Duration.ofMillis(millis));
  }

  private static SendResult failed(FailureKind kind, String error) {
    return new SendResult.Failed(kind, error);
  }
}
