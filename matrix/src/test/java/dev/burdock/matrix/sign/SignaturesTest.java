package dev.burdock.matrix.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A signature")
class SignaturesTest {
  private static final Map<String, VerifyKey> KEYS = Map.of("ed25519:1", Vectors.KEY.verifyKey());

  @Test
  @DisplayName("is refused when it is missing, of another key, of another server or malformed")
  void refused() {
    ObjectNode signed = Signatures.signJson(object(), Vectors.SERVER, Vectors.KEY);
    SigningKey other = SigningKey.generate("1", new Random(1));

    assertRefused(object(), KEYS);
    assertRefused(Signatures.signJson(object(), ServerName.parse("other"), Vectors.KEY), KEYS);
    assertRefused(Signatures.signJson(object(), Vectors.SERVER, other), KEYS);
    assertRefused(signed, Map.of());
    assertRefused(signed.deepCopy().put("one", 2), KEYS);
    for (String malformed :
        new String[] {
          "1",
          "[]",
          "{}",
          "{\"domain\":1}",
          "{\"domain\":{\"ed25519:1\":1}}",
          "{\"domain\":{\"ed25519:1\":\"?\"}}",
          "{\"domain\":{\"ed25519:1\":\"\"}}"
        }) {
      ObjectNode object = object();
      object.set("signatures", Vectors.tree(malformed));
      assertRefused(object, KEYS);
    }
  }

  @Test
  @DisplayName("counts when it is right under one known key, whatever the others are")
  void oneOfSeveral() {
    ObjectNode signed =
        Signatures.signJson(object(), Vectors.SERVER, SigningKey.generate("2", new Random(1)));
    signed = Signatures.signJson(signed, Vectors.SERVER, Vectors.KEY);
    ObjectNode both = signed;

    assertThatCode(() -> Signatures.verifyJson(both, Vectors.SERVER, KEYS))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("of an event outlives redaction, but not a change of what redaction keeps")
  void event() {
    RoomVersion version = RoomVersion.V11;
    ObjectNode event =
        CanonicalJson.parse(Vectors.utf8("{\"type\":\"m.room.message\",\"sender\":\"@a:domain\"}"));
    event.putObject("content").put("body", "secret");
    ObjectNode signed = Signatures.signEvent(event, version, Vectors.SERVER, Vectors.KEY);
    ObjectNode redacted = dev.burdock.matrix.event.Redaction.redact(signed, version);

    assertThatCode(() -> Signatures.verifyEvent(redacted, version, Vectors.SERVER, KEYS))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                Signatures.verifyEvent(
                    redacted.put("sender", "@b:domain"), version, Vectors.SERVER, KEYS))
        .isInstanceOf(InvalidSignatureException.class);
  }

  @Test
  @DisplayName("is put into a copy")
  void inputIsNotModified() {
    ObjectNode object = object();
    object.putObject("signatures").putObject("domain").put("ed25519:0", "x");
    ObjectNode before = object.deepCopy();

    Signatures.signJson(object, Vectors.SERVER, Vectors.KEY);
    Signatures.signEvent(object, RoomVersion.V1, Vectors.SERVER, Vectors.KEY);

    assertThat(object).isEqualTo(before);
  }

  private static void assertRefused(ObjectNode object, Map<String, VerifyKey> keys) {
    assertThatThrownBy(() -> Signatures.verifyJson(object, Vectors.SERVER, keys))
        .isInstanceOfSatisfying(
            InvalidSignatureException.class,
            e -> assertThat(e.errcode()).isEqualTo("M_UNAUTHORIZED"));
  }

  private static ObjectNode object() {
    return CanonicalJson.parse(Vectors.utf8("{\"one\":1}"));
  }
}
