package dev.burdock.tests.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.VerifyKey;
import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.matrix.sticky.StickyNames;
import dev.burdock.tests.synapse.SynapseFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a real Synapse recorded, judged by our rules: both must say the same of each event. */
@DisplayName("The recording of a real homeserver")
class RecordingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StickyNames NAMES = StickyNames.UNSTABLE;

  private static final List<JsonNode> LINES = new ArrayList<>();
  private static JsonNode header;

  @BeforeAll
  static void read() throws IOException {
    for (String line : Files.readAllLines(SynapseFiles.folder().resolve("conversation.jsonl"))) {
      LINES.add(JSON.readTree(line));
    }
    header = LINES.get(0);
  }

  @Test
  @DisplayName("holds PDUs whose id, content hash and signature we compute as Synapse did")
  void pdusHold() {
    // given
    ServerName signer = ServerName.parse(header.get("server_name").textValue());
    String keyId = header.get("signing_key").get("key_id").textValue();
    VerifyKey key = VerifyKey.parse(keyId, header.get("signing_key").get("public").textValue());

    // when
    List<JsonNode> pdus = lines("pdu");

    // then
    assertThat(pdus).hasSizeGreaterThan(200);
    for (JsonNode line : pdus) {
      ObjectNode pdu = (ObjectNode) line.get("pdu");
      RoomVersion version = RoomVersion.of(line.get("room_version").textValue());
      assertThat(EventHashes.eventId(pdu, version).value())
          .isEqualTo(line.get("event_id").textValue());
      assertThat(Pdu.checkHashAndSize(pdu, version)).as("%s", line).isEqualTo(Pdu.Integrity.INTACT);
      assertThatCode(() -> Signatures.verifyEvent(pdu, version, signer, Map.of(keyId, key)))
          .as("%s", line)
          .doesNotThrowAnyException();
    }
  }

  @Test
  @DisplayName("R01 R02 R17 holds times left that agree with our window of each sticky event")
  void timesLeftAgree() {
    // given
    long start = header.get("recorded_at_ms").longValue();
    int withTimeLeft = 0;
    int without = 0;

    for (JsonNode transaction : lines("transaction")) {
      long arrived = start + transaction.get("at_ms").longValue();
      for (JsonNode event : transaction.get("body").get("events")) {
        OptionalLong duration = Stickiness.durationMs(event, NAMES);
        if (duration.isEmpty()) {
          assertThat(event.path("unsigned").has(NAMES.timeLeft())).isFalse();
          continue;
        }

        // when
        long sent = event.get("origin_server_ts").longValue();
        Stickiness.Lifetime window = Stickiness.lifetime(arrived, sent, duration.getAsLong());

        // then
        JsonNode timeLeft = event.path("unsigned").path(NAMES.timeLeft());
        if (timeLeft.isMissingNode()) {
          without++;
          assertThat(window.remainingMs(arrived)).as("%s", event).isEmpty();
        } else {
          withTimeLeft++;
          // Synapse wrote it at some instant between the event's making and its arrival here.
          assertThat(window.endMs() - timeLeft.longValue())
              .as("%s", event)
              .isBetween(sent, arrived);
        }
      }
    }
    assertThat(withTimeLeft).isGreaterThan(100);
    assertThat(without).isPositive();
  }

  @Test
  @DisplayName("R04 R07 R08 holds what the demo promises: redactions, a ban, soft-failed events")
  void everyKindIsThere() {
    // when
    List<JsonNode> events = new ArrayList<>();
    lines("transaction").forEach(line -> line.get("body").get("events").forEach(events::add));

    // then
    assertThat(events)
        .anyMatch(event -> isSticky(event) && isType(event, "m.room.redaction"))
        .anyMatch(event -> isSticky(event) && isType(event, "m.room.encrypted"))
        .anyMatch(event -> event.path("content").path("membership").asText().equals("ban"))
        .anyMatch(event -> event.path("unsigned").has("io.element.synapse.soft_failed"))
        .anyMatch(event -> isSticky(event) && event.path("content").has("msc4354_sticky_key"));
    assertThat(lines("room"))
        .extracting(room -> room.get("members_at_start").isEmpty())
        .contains(true, false);
  }

  private static List<JsonNode> lines(String kind) {
    return LINES.stream().filter(line -> line.get("kind").textValue().equals(kind)).toList();
  }

  private static boolean isSticky(JsonNode event) {
    return Stickiness.durationMs(event, NAMES).isPresent();
  }

  private static boolean isType(JsonNode event, String type) {
    return event.get("type").textValue().equals(type);
  }
}
