package dev.burdock.matrix.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.matrix.Vectors;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Keys")
class KeysTest {
  private static final String SEED = "YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1";

  @Test
  @DisplayName("are read from a signing-key file and written to one")
  void file() {
    SigningKey key = SigningKey.parse("ed25519 a_AbCd  " + SEED + "=\ned25519 old " + SEED + "\n");

    assertThat(key.keyId()).isEqualTo("ed25519:a_AbCd");
    assertThat(SigningKey.parse(key.toFileLine())).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "ed25519",
        "ed25519 1",
        "rsa 1 " + SEED,
        "ed25519 a:b " + SEED,
        "ed25519 1 " + SEED + " x",
        "ed25519 1 ????",
        "ed25519 1 AAAA"
      })
  @DisplayName("are not read from anything else, and the error keeps the secret")
  void malformedFile(String file) {
    assertThatThrownBy(() -> SigningKey.parse(file))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageNotContaining(SEED);
  }

  @Test
  @DisplayName("show no secret as text")
  void noSecretAsText() {
    assertThat(Vectors.KEY).hasToString("ed25519:1");
    assertThat(Vectors.KEY.verifyKey()).hasToString("ed25519:1");
  }

  @Test
  @DisplayName("that are generated sign what they verify, and differ")
  void generated() {
    Random random = new Random(7);
    SigningKey one = SigningKey.generate("a", random);
    SigningKey two = SigningKey.generate("a", random);
    byte[] message = {1, 2, 3};

    assertThat(one.verifyKey().verify(message, one.sign(message))).isTrue();
    assertThat(two.verifyKey().verify(message, one.sign(message))).isFalse();
    assertThat(one).isNotEqualTo(two);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "****", "XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNIAA"})
  @DisplayName("to verify with have 32 bytes in base64")
  void malformedVerifyKey(String base64) {
    assertThatThrownBy(() -> VerifyKey.parse("ed25519:1", base64))
        .isInstanceOf(InvalidKeyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "ed25519", "ed25519:", "rsa:1", "ed25519:a b", "ed25519:\""})
  @DisplayName("have an id of algorithm and version")
  void malformedId(String id) {
    assertThatThrownBy(() -> VerifyKey.of(id, new byte[32]))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  @DisplayName(
      "of random bytes, on the curve or not, are refused or verify nothing, in every implementation")
  void randomVerifyKeys() {
    Random random = new Random(20260901);
    byte[] raw = new byte[32];
    byte[] signature = new byte[64];
    for (int i = 0; i < 2_000; i++) {
      random.nextBytes(raw);
      random.nextBytes(signature);
      for (Ed25519Provider provider : SpecificationVectorsTest.providers().toList()) {
        assertThat(verifies(raw, signature, provider)).as("seed 20260901, case %d", i).isFalse();
      }
    }
  }

  private static boolean verifies(byte[] raw, byte[] signature, Ed25519Provider provider) {
    try {
      return VerifyKey.of("ed25519:1", raw, provider).verify(raw, signature);
    } catch (InvalidKeyException e) {
      return false;
    }
  }
}
