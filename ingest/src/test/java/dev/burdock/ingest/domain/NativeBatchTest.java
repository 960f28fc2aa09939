package dev.burdock.ingest.domain;

import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.sticky;
import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.testing.Pdus;
import dev.burdock.ingest.testing.RandomJson;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeBatchTest {
  private static final long NOW = 1_000_000;

  @Test
  void an_event_in_client_format_keeps_its_bytes() {
    String event = sticky("$one", 1).toString().replace(",\"", " ,\"");

    Arrived arrived = taken("{\"event\": " + event + " }");

    assertThat(arrived.event().json().bytes()).isEqualTo(utf8(event));
    assertThat(arrived.acceptance()).isEqualTo(Acceptance.ACCEPTED);
    assertThat(arrived.receivedTs()).isEqualTo(NOW);
    assertThat(arrived.pdu()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(RoomVersion.class)
  void a_pdu_alone_gives_the_client_format_in_every_room_version(RoomVersion version) {
    ObjectNode pdu = Pdus.sticky(version);
    String eventId = Pdus.eventId(pdu, version);
    ObjectNode element = element().put("room_version", version.id());
    element.set("pdu", pdu.deepCopy().set("unsigned", JsonNodeFactory.instance.objectNode()));

    Arrived arrived = taken(element.toString());

    ObjectNode event = arrived.event().tree();
    assertThat(arrived.event().eventId().value()).isEqualTo(eventId);
    assertThat(event.has("signatures") || event.has("auth_events") || event.has("hashes"))
        .isFalse();
    assertThat(event.get("msc4354_sticky")).isEqualTo(pdu.get("msc4354_sticky"));
    assertThat(arrived.pdu().orElseThrow().bytes()).isEqualTo(CanonicalJson.lenientBytes(pdu));
  }

  @ParameterizedTest
  @EnumSource(RoomVersion.class)
  void a_pdu_is_known_by_its_id_when_the_version_is_not_told(RoomVersion version) {
    ObjectNode pdu = Pdus.sticky(version);
    ObjectNode element = element().put("event_id", Pdus.eventId(pdu, version));
    element.set("pdu", pdu);

    assertThat(taken(element.toString()).pdu()).isPresent();
  }

  @Test
  void a_pdu_of_another_event_is_refused() {
    ObjectNode element = element().put("room_version", "11");
    element.set("pdu", Pdus.sticky(RoomVersion.V11));
    element.set("event", sticky("$another", 1));

    assertThat(refused(element.toString()).errcode()).isEqualTo("M_INVALID_PARAM");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "7",
        "{\"event\":7}",
        "{\"pdu\":7}",
        "{\"pdu\":{}}",
        "{\"event\":{}}",
        "{\"pdu\":{\"a\":1},\"room_version\":\"99\"}"
      })
  void a_bad_element_is_refused_alone(String json) {
    String body =
        "{\"server_name\":\""
            + OURS
            + "\",\"events\":["
            + json
            + ",{\"event\":"
            + sticky("$one", 1)
            + "}]}";

    FeedBatch batch = NativeBatch.read(utf8(body), NOW, 1 << 16, Set.of(OURS));

    assertThat(batch.elements().get(0)).isInstanceOf(FeedElement.Refused.class);
    assertThat(batch.elements().get(1)).isInstanceOf(FeedElement.Taken.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soft_failed", "spam", "rejected"})
  void the_homeservers_verdict_is_taken_over(String flag) {
    String event = "\"event\":" + sticky("$one", 1);

    Acceptance told = taken("{" + event + ",\"" + flag + "\":true}").acceptance();
    Acceptance denied = taken("{" + event + ",\"" + flag + "\":false}").acceptance();

    assertThat(told.name()).isEqualToIgnoringCase(flag);
    assertThat(denied).isEqualTo(Acceptance.ACCEPTED);
    assertThat(refused("{" + event + ",\"" + flag + "\":1}").errcode()).isEqualTo("M_BAD_JSON");
  }

  @Test
  void an_event_was_received_when_the_homeserver_says_but_not_in_the_future() {
    String event = "{\"event\":" + sticky("$one", 1) + ",\"received_ts\":";

    assertThat(taken(event + "999}").receivedTs()).isEqualTo(999);
    assertThat(taken(event + (NOW + 1) + "}").receivedTs()).isEqualTo(NOW);
    assertThat(refused(event + "-1}").errcode()).isEqualTo("M_BAD_JSON");
  }

  @Test
  void a_server_that_is_not_ours_is_refused_as_a_whole() {
    assertThatThrownBy(
            () ->
                NativeBatch.read(
                    utf8("{\"server_name\":\"hs2.example\",\"events\":[]}"),
                    NOW,
                    1 << 16,
                    Set.of(OURS)))
        .isInstanceOfSatisfying(
            MatrixException.class, e -> assertThat(e.errcode()).isEqualTo("M_INVALID_PARAM"));
  }

  @Test
  void no_element_however_odd_costs_its_neighbours() {
    long seed = Long.getLong("burdock.seed", 4354);
    RandomJson json = new RandomJson(new Random(seed));
    ObjectNode model = element().put("room_version", "11");
    model.set("pdu", Pdus.sticky(RoomVersion.V11));
    for (int round = 0; round < 2_000; round++) {
      String odd = (round % 2 == 0 ? json.value(5) : json.mutated(model)).toString();
      String body =
          "{\"events\":["
              + odd
              + ",{\"event\":"
              + sticky("$one", 1)
              + "}],\"server_name\":\""
              + OURS
              + "\"}";

      FeedBatch batch = NativeBatch.read(utf8(body), NOW, 1 << 16, Set.of(OURS));

      assertThat(batch.elements().get(1)).as("seed %d", seed).isInstanceOf(FeedElement.Taken.class);
    }
  }

  private static ObjectNode element() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static Arrived taken(String element) {
    return ((FeedElement.Taken) element(element)).arrived();
  }

  private static MatrixException refused(String element) {
    return ((FeedElement.Refused) element(element)).reason();
  }

  private static FeedElement element(String element) {
    String body = "{\"server_name\":\"" + OURS + "\",\"events\":[" + element + "]}";
    return NativeBatch.read(utf8(body), NOW, 1 << 16, Set.of(OURS)).elements().get(0);
  }
}
