package dev.burdock.ingest.domain;

import static dev.burdock.ingest.testing.Events.ADA;
import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.member;
import static dev.burdock.ingest.testing.Events.message;
import static dev.burdock.ingest.testing.Events.state;
import static dev.burdock.ingest.testing.Events.sticky;
import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.RedactionSeen;
import dev.burdock.schemas.event.StickyEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {
  private static final RawJson PDU = new RawJson(utf8("{}"));
  private final Classifier classifier = new Classifier(Set.of(OURS));

  @Test
  @DisplayName("R01 a sticky object under either name makes an event sticky")
  void either_name_counts() {
    ObjectNode stable = message("$one");
    stable.putObject("sticky").put("duration_ms", 5);

    StickyEvent unstable = only(StickyEvent.class, sticky("$one", 7_200_000));
    StickyEvent named = only(StickyEvent.class, stable);

    assertThat(unstable.getDurationMs()).isEqualTo(7_200_000);
    assertThat(unstable.getSoftFailed()).isFalse();
    assertThat(named.getDurationMs()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "7",
        "[]",
        "null",
        "{\"duration_ms\":\"1\"}",
        "{\"duration_ms\":1.5}",
        "{\"duration_ms\":-1}",
        "{\"duration_ms\":null}"
      })
  @DisplayName("R01 an event with an odd sticky object is an ordinary event")
  void odd_sticky_objects_are_ordinary(String object) {
    String json = message("$one").toString();
    String event = json.substring(0, json.length() - 1) + ",\"msc4354_sticky\":" + object + "}";

    assertThat(classifier.bodies(arrived(event, Acceptance.ACCEPTED))).isEmpty();
  }

  @Test
  @DisplayName("R05 a sticky membership is recorded as a membership first")
  void sticky_state_gives_two_records() {
    ObjectNode event = member("$one", ADA, "join");
    event.putObject("msc4354_sticky").put("duration_ms", 60_000);

    List<SpecificRecord> bodies = bodies(event);

    assertThat(bodies)
        .extracting(body -> (Object) body.getClass())
        .containsExactly(MemberChange.class, StickyEvent.class);
    assertThat(((StickyEvent) bodies.get(1)).getStateKey()).isEqualTo(ADA);
  }

  @ParameterizedTest
  @CsvSource({"io.element.synapse.policy_server_spammy,0", "io.element.synapse.soft_failed,1"})
  @DisplayName("R06 R07 flagged events are not sticky, soft-failed ones are kept apart")
  void markers_of_the_homeserver(String marker, int records) {
    ObjectNode event = sticky("$one", 60_000);
    event.putObject("unsigned").put(marker, true);

    List<SpecificRecord> bodies = bodies(event);

    assertThat(bodies)
        .hasSize(records)
        .allSatisfy(body -> assertThat(((StickyEvent) body).getSoftFailed()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SOFT_FAILED", "SPAM", "REJECTED"})
  @DisplayName("R06 R07 an event that was not accepted changes no state")
  void what_was_not_accepted_changes_nothing(Acceptance acceptance) {
    ObjectNode redaction = message("$r").put("type", "m.room.redaction").put("redacts", "$one");

    assertThat(classifier.bodies(arrived(member("$m", ADA, "join").toString(), acceptance)))
        .isEmpty();
    assertThat(classifier.bodies(arrived(redaction.toString(), acceptance))).isEmpty();
    assertThat(
            classifier.bodies(
                arrived(state("$p", "m.room.power_levels", "").toString(), acceptance)))
        .isEmpty();
  }

  @Test
  @DisplayName("R06 a rejected event is not sticky")
  void rejected_is_not_sticky() {
    assertThat(classifier.bodies(arrived(sticky("$one", 1).toString(), Acceptance.REJECTED)))
        .isEmpty();
  }

  @Test
  @DisplayName("R04 redactions are seen in both places where they name their target")
  void redactions() {
    ObjectNode old = message("$r").put("type", "m.room.redaction").put("redacts", "$one");
    ObjectNode newer = message("$r").put("type", "m.room.redaction");
    newer.withObject("/content").put("redacts", "$two");
    ObjectNode nothing = message("$r").put("type", "m.room.redaction");

    assertThat(only(RedactionSeen.class, old).getRedacts()).isEqualTo("$one");
    assertThat(only(RedactionSeen.class, newer).getRedacts()).isEqualTo("$two");
    assertThat(bodies(nothing)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.room.power_levels", "m.room.join_rules", "m.room.create"})
  @DisplayName("R08 state that authorises is recorded with its content as it came")
  void authorising_state(String type) {
    String content = "{ \"users\" : {\"@ada:hs1.example\" :100} }";
    String event =
        state("$s", type, "").toString().replace("\"content\":{}", "\"content\":" + content);

    AuthChange change = (AuthChange) classifier.bodies(arrived(event, Acceptance.ACCEPTED)).get(0);

    assertThat(StandardCharsets.UTF_8.decode(change.getContent()).toString()).isEqualTo(content);
    assertThat(change.getSender()).isEqualTo(ADA);
    assertThat(bodies(state("$s", type, "other"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"join", "leave", "invite", "ban", "knock"})
  void every_membership_is_recorded(String membership) {
    MemberChange change = only(MemberChange.class, member("$m", "@bob:hs2.example", membership));

    assertThat(change.getUserId()).isEqualTo("@bob:hs2.example");
    assertThat(change.getMembership()).isEqualTo(membership);
  }

  @Test
  void memberships_that_mean_nothing_are_left_out() {
    assertThat(bodies(member("$m", ADA, "dancing"))).isEmpty();
    assertThat(bodies(state("$m", "m.room.member", "nobody"))).isEmpty();
    ObjectNode message = message("$m").put("type", "m.room.member");
    message.withObject("/content").put("membership", "join");
    assertThat(bodies(message)).isEmpty();
  }

  @Test
  @DisplayName("R29 the map key is read from unencrypted content under either name")
  void map_keys() {
    ObjectNode withMore = sticky("$one", 1);
    withMore.withObject("/content").put("msc4354_sticky_key", "k");
    ObjectNode left = sticky("$one", 1);
    left.putObject("content").put("sticky_key", "k");
    ObjectNode number = sticky("$one", 1);
    number.putObject("content").put("sticky_key", 7);
    ObjectNode encrypted = left.deepCopy().put("type", "m.room.encrypted");

    assertThat(only(StickyEvent.class, withMore).getStickyKey()).isEqualTo("k");
    assertThat(only(StickyEvent.class, withMore).getOnlyKey()).isFalse();
    assertThat(only(StickyEvent.class, left).getOnlyKey()).isTrue();
    assertThat(only(StickyEvent.class, number).getStickyKey()).isNull();
    assertThat(only(StickyEvent.class, encrypted).getStickyKey()).isNull();
    assertThat(only(StickyEvent.class, encrypted).getOnlyKey()).isFalse();
  }

  @Test
  @DisplayName("R24 the PDU of another server's event is not kept")
  void pdus_of_our_own_alone() {
    ObjectNode remote = sticky("$one", 1).put("sender", "@bob:hs2.example");

    assertThat(only(StickyEvent.class, sticky("$one", 1)).getPdu()).isNotNull();
    assertThat(only(StickyEvent.class, remote).getPdu()).isNull();
  }

  private List<SpecificRecord> bodies(ObjectNode event) {
    FeedEvent read = FeedEvent.parse(new RawJson(utf8(event.toString())));
    return classifier.bodies(new Arrived(read, Acceptance.marked(read), Optional.of(PDU), 1));
  }

  private <T> T only(Class<T> type, ObjectNode event) {
    List<SpecificRecord> bodies = bodies(event);
    assertThat(bodies).singleElement().isInstanceOf(type);
    return type.cast(bodies.get(0));
  }

  private static Arrived arrived(String json, Acceptance acceptance) {
    return new Arrived(FeedEvent.parse(new RawJson(utf8(json))), acceptance, Optional.of(PDU), 1);
  }
}
