package dev.burdock.matrix.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.UnpaddedBase64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Random events of every room version, as Synapse hashes, redacts and signs them")
class EventVectorsTest {
  static Stream<JsonNode> vectors() {
    return Vectors.lines("events.jsonl");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("vectors")
  @DisplayName("have the same content hash")
  void contentHash(JsonNode vector) {
    byte[] hash = EventHashes.contentHash(event(vector), version(vector));

    assertThat(UnpaddedBase64.encode(hash)).isEqualTo(vector.get("sha256").textValue());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("vectors")
  @DisplayName("have the same redacted form and the same id")
  void redactedForm(JsonNode vector) {
    ObjectNode signed = signed(vector);

    ObjectNode redacted = Redaction.redact(signed, version(vector));

    assertThat(Vectors.text(CanonicalJson.lenientBytes(redacted)))
        .isEqualTo(vector.get("redacted").textValue());
    assertThat(EventHashes.eventId(signed, version(vector)).value())
        .isEqualTo(vector.get("event_id").textValue());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("vectors")
  @DisplayName("get the same signature, which verifies")
  void signature(JsonNode vector) {
    ObjectNode signed = signed(vector);

    assertThat(signed.path("signatures").path("domain").path("ed25519:1").textValue())
        .isEqualTo(vector.get("signature").textValue());
    Signatures.verifyEvent(
        signed, version(vector), Vectors.SERVER, Map.of("ed25519:1", Vectors.KEY.verifyKey()));
    assertThat(Pdu.hashMatches(signed, version(vector))).isTrue();
  }

  private static ObjectNode signed(JsonNode vector) {
    return Signatures.signEvent(event(vector), version(vector), Vectors.SERVER, Vectors.KEY);
  }

  private static ObjectNode event(JsonNode vector) {
    return CanonicalJson.parse(Vectors.utf8(vector.get("input").textValue()));
  }

  private static RoomVersion version(JsonNode vector) {
    return RoomVersion.of(vector.get("version").textValue());
  }
}
