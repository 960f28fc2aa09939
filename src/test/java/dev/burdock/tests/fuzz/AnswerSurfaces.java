package dev.burdock.tests.fuzz;

import static dev.burdock.tests.fuzz.Refusals.unless;
import static dev.burdock.tests.fuzz.Texts.text;
import static dev.burdock.tests.fuzz.Texts.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.AttemptPolicy;
import dev.burdock.fanout.federation.domain.SendResult;
import dev.burdock.fanout.sync.gateway.GatewayEdits;
import dev.burdock.matrix.json.InvalidJsonException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What homeservers answer: our own to a sync, others to a transaction. */
final class AnswerSurfaces {
  private static final List<String> OURS =
      List.of("msc4354_sticky", "sticky", "sticky_events_limited");
  private static final List<String> EXTENSIONS =
      List.of("org.matrix.msc4354.sticky_events", "sticky_events");

  private AnswerSurfaces() {}

  static List<Surface> all() {
    return List.of(
        new Surface(
            "sync-answer",
            utf8(
                "{\"next_batch\":\"s2\",\"account_data\":{\"events\":[{\"type\":\"m.ignored_user_list\","
                    + "\"content\":{\"ignored_users\":{\"@x:b.example\":{}}}}]},\"rooms\":{\"join\":{"
                    + "\"!r:a.example\":{\"timeline\":{\"events\":[{\"event_id\":\"$a\",\"sticky\":{}}]},"
                    + "\"msc4354_sticky\":{\"events\":[]}},\"!s:a.example\":{}},\"leave\":{\"!t:a\":{}}}}",
                "{\"next_batch\":\"s2\"}",
                "{\"next_batch\":\"s2\",\"rooms\":{}}"),
            AnswerSurfaces::classic),
        new Surface(
            "sliding-answer",
            utf8(
                "{\"pos\":\"1\",\"lists\":{},\"rooms\":{\"!r:a.example\":{\"timeline\":[{\"event_id\":\"$a\"}]}},"
                    + "\"extensions\":{\"sticky_events\":{},\"account_data\":{\"global\":[]}}}",
                "{\"pos\":\"1\"}"),
            AnswerSurfaces::sliding),
        new Surface(
            "versions-answer",
            utf8("{\"versions\":[\"v1.11\"],\"unstable_features\":{\"a\":true}}", "{}"),
            AnswerSurfaces::versions),
        new Surface(
            "remote-answer",
            utf8(
                "200\n\n{\"pdus\":{\"$a\":{},\"$b\":{\"error\":\"no\\u0000\"}}}",
                "429\n5\n{\"errcode\":\"M_LIMIT_EXCEEDED\",\"retry_after_ms\":1500}",
                "503\n120\n",
                "400\n\n{\"errcode\":\"M_BAD_JSON\",\"error\":\"" + "x".repeat(600) + "\"}"),
            AnswerSurfaces::remote));
  }

  private static void classic(byte[] input) throws Exception {
    Optional<byte[]> merged =
        unless(InvalidJsonException.class, () -> GatewayEdits.classicAnswer(input));
    same(input, merged, AnswerSurfaces::bareClassic)
        .ifPresent(
            tree ->
                assertThat(tree.at("/rooms/join/" + GatewayEdits.ROOM + "/msc4354_sticky/events"))
                    .hasSize(1));
  }

  private static void sliding(byte[] input) throws Exception {
    Optional<byte[]> merged =
        unless(InvalidJsonException.class, () -> GatewayEdits.slidingAnswer(input));
    same(input, merged, AnswerSurfaces::bareSliding)
        .ifPresent(
            tree ->
                assertThat(
                        tree.at(
                            "/extensions/org.matrix.msc4354.sticky_events/rooms/"
                                + GatewayEdits.ROOM
                                + "/events"))
                    .hasSize(1));
  }

  private static void versions(byte[] input) {
    byte[] flagged = GatewayEdits.versions(input);
    same(input, Optional.of(flagged), AnswerSurfaces::bareVersions)
        .ifPresent(
            tree ->
                assertThat(tree.at("/unstable_features/org.matrix.msc4354").booleanValue())
                    .isTrue());
  }

  /** An object stays one, and all that is not ours stays; what else comes as an answer stays so. */
  private static Optional<JsonNode> same(
      byte[] input, Optional<byte[]> merged, UnaryOperator<ObjectNode> bare) {
    Optional<JsonNode> answered = Json.tree(input);
    if (answered.isEmpty()) {
      return Optional.empty();
    }
    if (!answered.get().isObject()) {
      merged.ifPresent(bytes -> assertThat(Json.tree(bytes)).isEqualTo(answered));
      return Optional.empty();
    }
    JsonNode given = Json.tree(merged.orElseThrow()).orElseThrow();
    assertThat(bare.apply(given.deepCopy())).isEqualTo(bare.apply(answered.get().deepCopy()));
    return Optional.of(given);
  }

  private static ObjectNode bareClassic(ObjectNode answer) {
    answer.remove("next_batch");
    ObjectNode rooms = object(answer, "rooms");
    ObjectNode join = object(rooms, "join");
    object(join, GatewayEdits.ROOM);
    join.forEach(
        room -> {
          if (room instanceof ObjectNode joined) {
            joined.remove(OURS);
          }
        });
    ((ObjectNode) join.get(GatewayEdits.ROOM)).remove("timeline");
    return answer;
  }

  private static ObjectNode bareSliding(ObjectNode answer) {
    object(answer, "extensions").remove(EXTENSIONS);
    return answer;
  }

  private static ObjectNode bareVersions(ObjectNode answer) {
    object(answer, "unstable_features").remove("org.matrix.msc4354");
    return answer;
  }

  /** The member, which counts as an empty object if it is none. */
  private static ObjectNode object(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode found ? found : parent.putObject(name);
  }

  /** Status, {@code Retry-After} and body, each behind a line feed. */
  private static void remote(byte[] input) {
    String[] parts = text(input).split("\n", 3);
    int status = parts[0].matches("[1-5][0-9]{2}") ? Integer.parseInt(parts[0]) : 200;
    Optional<String> retryAfter = parts.length > 1 ? Optional.of(parts[1]) : Optional.empty();
    byte[] body =
        parts.length > 2
            ? Texts.bytes(parts[2])
            : Arrays.copyOfRange(input, Math.min(4, input.length), input.length);
    SendResult result = AttemptPolicy.result(Attempt.answered(status, retryAfter, body));
    if (result instanceof SendResult.Wait wait) {
      assertThat(wait.duration().isNegative()).isFalse();
      assertThat(wait.duration().toMillis()).isNotNegative();
    } else if (result instanceof SendResult.Accepted accepted) {
      assertThat(accepted.errors().values()).allMatch(AnswerSurfaces::isLine);
    } else if (result instanceof SendResult.Rejected rejected) {
      assertThat(rejected.error()).matches(AnswerSurfaces::isLine);
    } else if (result instanceof SendResult.Failed failed) {
      assertThat(failed.error()).matches(AnswerSurfaces::isLine);
    }
  }

  private static boolean isLine(String text) {
    return text.length() <= AttemptPolicy.MAX_ERROR
        && text.chars().noneMatch(Character::isISOControl);
  }
}
