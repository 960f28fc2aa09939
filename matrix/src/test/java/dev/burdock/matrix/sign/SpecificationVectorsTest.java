package dev.burdock.matrix.sign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.json.CanonicalJson;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
    "The specification's cryptographic test vectors, with every implementation of Ed25519 that loads")
class SpecificationVectorsTest {
  static Stream<Ed25519Provider> providers() {
    return Stream.concat(
        Stream.of(Ed25519Provider.jdk()), Ed25519Provider.nativeProvider().stream());
  }

  @ParameterizedTest
  @MethodSource("providers")
  @DisplayName("{} and a small object get their published signatures")
  void jsonSigning(Ed25519Provider provider) {
    assertThat(signature("{}", provider))
        .isEqualTo(
            "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ");
    assertThat(signature("{\"two\": \"Two\", \"one\": 1}", provider))
        .isEqualTo(
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw");
  }

  @ParameterizedTest
  @MethodSource("providers")
  @DisplayName("unsigned and other signatures are not covered, and stay")
  void notCovered(Ed25519Provider provider) {
    String json =
        "{\"one\":1,\"two\":\"Two\",\"unsigned\":{\"a\":1},\"signatures\":{\"other\":{\"ed25519:2\":\"x\"}}}";
    ObjectNode signed = Signatures.signJson(parse(json), Vectors.SERVER, key(provider));

    assertThat(signed.at("/signatures/domain/ed25519:1").textValue())
        .isEqualTo(
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw");
    assertThat(signed.at("/signatures/other/ed25519:2").textValue()).isEqualTo("x");
    assertThat(signed.at("/unsigned/a").intValue()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("providers")
  @DisplayName("both events get their published hashes and signatures")
  void eventSigning(Ed25519Provider provider) {
    ObjectNode minimal =
        sign(
            """
            {"room_id": "!x:domain", "sender": "@a:domain", "origin": "domain", "origin_server_ts": 1000000,
             "signatures": {}, "hashes": {}, "type": "X", "content": {}, "prev_events": [], "auth_events": [],
             "depth": 3, "unsigned": {"age_ts": 1000000}}
            """,
            provider);
    ObjectNode message =
        sign(
            """
            {"content": {"body": "Here is the message content"}, "event_id": "$0:domain", "origin": "domain",
             "origin_server_ts": 1000000, "type": "m.room.message", "room_id": "!r:domain", "sender": "@u:domain",
             "signatures": {}, "unsigned": {"age_ts": 1000000}}
            """,
            provider);

    assertThat(minimal.at("/signatures/domain/ed25519:1").textValue())
        .isEqualTo(
            "KxwGjPSDEtvnFgU00fwFz+l6d2pJM6XBIaMEn81SXPTRl16AqLAYqfIReFGZlHi5KLjAWbOoMszkwsQma+lYAg");
    assertThat(message.at("/hashes/sha256").textValue())
        .isEqualTo("onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g");
    assertThat(message.at("/signatures/domain/ed25519:1").textValue())
        .isEqualTo(
            "Wm+VzmOUOz08Ds+0NTWb1d4CZrVsJSikkeRxh6aCcUwu6pNC78FunoD7KNWzqFn241eYHYMGCA5McEiVPdhzBA");
  }

  @Test
  @DisplayName("the seed has its public key")
  void publicKey() {
    assertThat(UnpaddedBase64.encode(Vectors.KEY.publicKey()))
        .isEqualTo("XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI");
  }

  @ParameterizedTest
  @MethodSource("providers")
  @DisplayName(
      "a signature of one implementation verifies with the others, and no altered one does")
  void crossVerify(Ed25519Provider provider) {
    byte[] message = Vectors.utf8("burr");
    byte[] signature = key(provider).sign(message);
    for (Ed25519Provider other : providers().toList()) {
      VerifyKey verifyKey = VerifyKey.of("ed25519:1", Vectors.KEY.publicKey(), other);

      assertThat(verifyKey.verify(message, signature)).isTrue();
      assertThat(verifyKey.verify(Vectors.utf8("burn"), signature)).isFalse();
      for (int i = 0; i < signature.length; i++) {
        byte[] altered = signature.clone();
        altered[i] ^= 1;
        assertThat(verifyKey.verify(message, altered)).as("byte %d", i).isFalse();
      }
      assertThat(verifyKey.verify(message, new byte[0])).isFalse();
      assertThat(verifyKey.verify(message, new byte[65])).isFalse();
    }
  }

  private static ObjectNode sign(String event, Ed25519Provider provider) {
    ObjectNode signed =
        Signatures.signEvent(parse(event), RoomVersion.V1, Vectors.SERVER, key(provider));
    Signatures.verifyEvent(
        signed, RoomVersion.V1, Vectors.SERVER, Map.of("ed25519:1", key(provider).verifyKey()));
    return signed;
  }

  private static String signature(String json, Ed25519Provider provider) {
    JsonNode signed = Signatures.signJson(parse(json), Vectors.SERVER, key(provider));
    return signed.at("/signatures/domain/ed25519:1").textValue();
  }

  private static SigningKey key(Ed25519Provider provider) {
    byte[] seed = UnpaddedBase64.decode("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");
    return SigningKey.fromSeed("1", seed, provider);
  }

  private static ObjectNode parse(String json) {
    return CanonicalJson.parse(Vectors.utf8(json));
  }
}
