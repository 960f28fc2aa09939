package dev.burdock.matrix.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.InvalidSignatureException;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.UnpaddedBase64;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The published keys of a server")
class ServerKeysTest {
  private static final ServerName SERVER = Vectors.SERVER;
  private static final SigningKey OLD = SigningKey.generate("old", new Random(1));
  private static final long FETCHED = 1_000_000;
  private static final long DAY = Duration.ofDays(1).toMillis();

  @Test
  @DisplayName("are read from the response that a server makes with them")
  void roundTrip() {
    ObjectNode response = ServerKeys.response(SERVER, List.of(Vectors.KEY, OLD), FETCHED + DAY);

    ServerKeys keys = ServerKeys.parse(response, SERVER);

    assertThat(keys.verifyKeys())
        .containsEntry("ed25519:1", Vectors.KEY.verifyKey())
        .containsEntry("ed25519:old", OLD.verifyKey());
    assertThat(keys.validUntil(FETCHED)).isEqualTo(FETCHED + DAY);
    assertThat(keys.refreshAt(FETCHED)).isEqualTo(FETCHED + DAY / 2);
  }

  @Test
  @DisplayName(
      "are refused when they are another server's, unsigned, altered or without a validity")
  void refused() {
    ObjectNode good = ServerKeys.response(SERVER, List.of(Vectors.KEY), FETCHED);

    assertThatThrownBy(() -> ServerKeys.parse(good, ServerName.parse("other")))
        .isInstanceOf(InvalidSignatureException.class);
    assertRefused(good.deepCopy().put("valid_until_ts", FETCHED + 1));
    assertRefused(good.deepCopy().without("signatures"));
    assertRefused(good.deepCopy().without("verify_keys"));
    assertRefused(Signatures.signJson(good.deepCopy().without("signatures"), SERVER, OLD));
    assertRefused(good.deepCopy().put("server_name", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"1\"", "null", "1e20"})
  @DisplayName("are refused when their validity is no time, however well signed")
  void malformedValidity(String validity) {
    ObjectNode response =
        ServerKeys.response(SERVER, List.of(Vectors.KEY), FETCHED).without("signatures");
    response.set("valid_until_ts", Vectors.tree(validity));
    byte[] signature = Vectors.KEY.sign(CanonicalJson.lenientBytes(response));
    response
        .putObject("signatures")
        .putObject("domain")
        .put("ed25519:1", UnpaddedBase64.encode(signature));

    assertThatThrownBy(() -> ServerKeys.parse(response, SERVER))
        .isInstanceOf(InvalidSignatureException.class)
        .hasMessageContaining("valid_until_ts");
  }

  @Test
  @DisplayName("of other algorithms are passed over")
  void otherAlgorithms() {
    ObjectNode response =
        ServerKeys.response(SERVER, List.of(Vectors.KEY), FETCHED).without("signatures");
    response.withObject("/verify_keys").putObject("rsa:1").put("key", "x");
    response.withObject("/verify_keys").put("ed25519:2", 1);

    ServerKeys keys = ServerKeys.parse(Signatures.signJson(response, SERVER, Vectors.KEY), SERVER);

    assertThat(keys.verifyKeys()).containsOnlyKeys("ed25519:1");
  }

  @Test
  @DisplayName("are believed for seven days at most, and prove no request after that")
  void validity() {
    ServerKeys keys =
        ServerKeys.parse(ServerKeys.response(SERVER, List.of(Vectors.KEY), (1L << 53) - 1), SERVER);
    long end = FETCHED + 7 * DAY;

    assertThat(keys.validUntil(FETCHED)).isEqualTo(end);
    assertThat(keys.forRequest("ed25519:1", FETCHED, end)).contains(Vectors.KEY.verifyKey());
    assertThat(keys.forRequest("ed25519:1", FETCHED, end + 1)).isEmpty();
    assertThat(keys.forRequest("ed25519:2", FETCHED, FETCHED)).isEmpty();
  }

  @Test
  @DisplayName("that were retired prove the events made before")
  void retired() {
    ObjectNode response =
        ServerKeys.response(SERVER, List.of(Vectors.KEY), FETCHED + DAY).without("signatures");
    response
        .withObject("/old_verify_keys")
        .putObject("ed25519:old")
        .put("key", UnpaddedBase64.encode(OLD.publicKey()))
        .put("expired_ts", 500);

    ServerKeys keys = ServerKeys.parse(Signatures.signJson(response, SERVER, Vectors.KEY), SERVER);

    assertThat(keys.forEvent(FETCHED, 499)).containsOnlyKeys("ed25519:1", "ed25519:old");
    assertThat(keys.forEvent(FETCHED, 500)).containsOnlyKeys("ed25519:1");
    assertThat(keys.forEvent(FETCHED, FETCHED + DAY + 1)).isEmpty();
    assertThat(keys.forRequest("ed25519:old", FETCHED, FETCHED)).isEmpty();
  }

  private static void assertRefused(com.fasterxml.jackson.databind.JsonNode response) {
    assertThatThrownBy(() -> ServerKeys.parse((ObjectNode) response, SERVER))
        .isInstanceOf(InvalidSignatureException.class);
  }
}
