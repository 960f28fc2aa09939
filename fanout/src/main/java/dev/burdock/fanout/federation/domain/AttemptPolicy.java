package dev.burdock.fanout.federation.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.json.CanonicalJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** From attempt to result: a pure function (ADR 51). */
public final class AttemptPolicy {
  /** Longest error of a destination that is kept, in characters. */
  public static final int MAX_ERROR = 500;

  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(1);

  private AttemptPolicy() {}

  /** What {@code attempt} means. */
  public static SendResult result(Attempt attempt) {
    if (attempt instanceof Attempt.Broken broken) {
      return new SendResult.Failed(broken.kind(), cut(broken.detail()));
    }
    Attempt.Answered answer = (Attempt.Answered) attempt;
    Optional<ObjectNode> body = object(answer.body().bytes());
    Optional<Duration> wait = wait(answer, body);
    int status = answer.status();
    if (status == 200) {
      return body.<SendResult>map(node -> new SendResult.Accepted(errors(node)))
          .orElseGet(() -> new SendResult.Failed(FailureKind.GARBAGE, "200 without a JSON object"));
    }
    if (status == 429 || (status == 503 && wait.isPresent())) {
      return new SendResult.Wait(wait.orElse(DEFAULT_WAIT));
    }
    String error = cut(status + body.map(AttemptPolicy::error).orElse(""));
    return switch (status) {
      case 400, 413 -> new SendResult.Rejected(error);
      default -> new SendResult.Failed(kind(status), error);
    };
  }

  private static FailureKind kind(int status) {
    return switch (status / 100) {
      case 4 -> FailureKind.CLIENT_ERROR;
      case 5 -> FailureKind.SERVER_ERROR;
      default -> FailureKind.STATUS;
    };
  }

  private static Map<String, String> errors(ObjectNode body) {
    Map<String, String> errors = new HashMap<>();
    body.path("pdus")
        .properties()
        .forEach(
            entry -> {
              JsonNode error = entry.getValue().get("error");
              if (error != null && !error.isNull()) {
                errors.put(
                    entry.getKey(), cut(error.isTextual() ? error.asText() : error.toString()));
              }
            });
    return errors;
  }

  /** The longer of what header and body ask for; a date in the header counts as absent. */
  private static Optional<Duration> wait(Attempt.Answered answer, Optional<ObjectNode> body) {
    Optional<Duration> header =
        answer
            .retryAfter()
            .map(String::strip)
            .filter(text -> text.matches("[0-9]{1,9}"))
            .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    Optional<Duration> member =
        body.map(node -> node.path("retry_after_ms"))
            .filter(node -> node.isNumber() && node.canConvertToLong() && node.asLong() >= 0)
            .map(node -> Duration.ofMillis(node.asLong()));
    if (header.isPresent() && member.isPresent()) {
      return header.get().compareTo(member.get()) > 0 ? header : member;
    }
    return header.or(() -> member);
  }

  private static String error(ObjectNode body) {
    return " " + body.path("errcode").asText("") + " " + body.path("error").asText("");
  }

  private static Optional<ObjectNode> object(byte[] body) {
    try {
      return Optional.of(CanonicalJson.parse(body));
    } catch (MatrixException e) {
      return Optional.empty();
    }
  }

  private static String cut(String text) {
    String line = text.replaceAll("[\\p{Cc}\\u2028\\u2029]", " ").strip();
    if (line.length() <= MAX_ERROR) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(MAX_ERROR - 1)) ? MAX_ERROR - 1 : MAX_ERROR;
    return line.substring(0, end);
  }
}
