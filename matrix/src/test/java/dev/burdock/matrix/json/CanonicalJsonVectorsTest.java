package dev.burdock.matrix.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.sign.Signatures;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Documents that canonicaljson and signedjson wrote and signed")
class CanonicalJsonVectorsTest {
  static Stream<JsonNode> vectors() {
    return Vectors.lines("canonical.jsonl");
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("vectors")
  @DisplayName("have the same canonical form here")
  void haveTheSameCanonicalForm(JsonNode vector) {
    ObjectNode parsed = CanonicalJson.parse(Vectors.utf8(vector.get("input").textValue()));

    byte[] canonical = CanonicalJson.lenientBytes(parsed);

    assertThat(Vectors.text(canonical)).isEqualTo(vector.get("canonical").textValue());
    if (!vector.get("lenient").booleanValue()) {
      assertThat(CanonicalJson.bytes(parsed)).isEqualTo(canonical);
    }
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("vectors")
  @DisplayName("verify here, and get the same signature here unless they have floats")
  void verifyAndGetTheSameSignature(JsonNode vector) {
    ObjectNode document = CanonicalJson.parse(Vectors.utf8(vector.get("input").textValue()));
    ObjectNode theirs = document.deepCopy();
    theirs.putObject("signatures").putObject("domain").set("ed25519:1", vector.get("signature"));

    Signatures.verifyJson(theirs, Vectors.SERVER, Map.of("ed25519:1", Vectors.KEY.verifyKey()));

    if (!vector.get("lenient").booleanValue()) {
      assertThat(Signatures.signJson(document, Vectors.SERVER, Vectors.KEY)).isEqualTo(theirs);
    } else if (hasFloat(document)) {
      assertThatThrownBy(() -> Signatures.signJson(document, Vectors.SERVER, Vectors.KEY))
          .isInstanceOf(InvalidJsonException.class);
    }
  }

  private static boolean hasFloat(JsonNode node) {
    return node.isFloatingPointNumber()
        || node.valueStream().anyMatch(CanonicalJsonVectorsTest::hasFloat);
  }
}
