package dev.burdock.matrix.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.VerifyKey;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The X-Matrix header")
class XMatrixTest {
  private static final ServerName ORIGIN = Vectors.SERVER;
  private static final ServerName DESTINATION = ServerName.parse("remote:8448");
  private static final String URI = "/_matrix/federation/v1/send/1?x=%20";
  private static final VerifyKey KEY = Vectors.KEY.verifyKey();
  private static final XMatrix EXAMPLE =
      new XMatrix(ORIGIN, Optional.of(DESTINATION), "ed25519:1", "AbC+/9");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Matrix origin=\"domain\",destination=\"remote:8448\",key=\"ed25519:1\",sig=\"AbC+/9\"",
        "x-matrix  sig=AbC+/9 , key=ed25519:1\t,destination=remote:8448,  origin=domain",
        "X-MATRIX ORIGIN = \"domain\", Destination=\"remote:8448\",,key=\"ed25519:1\",sig=\"AbC+/9\",",
        "X-Matrix realm=\"a, b=\\\"c\\\"\",origin=\"d\\omain\",destination=\"remote:8448\",key=\"ed25519:1\",sig=\"AbC+/9\"",
        "X-Matrix extra=,origin=domain,destination=remote:8448,key=ed25519:1,sig=AbC+/9"
      })
  @DisplayName("is read in every form that RFC 9110 and old servers give it")
  void read(String header) {
    assertThat(XMatrix.parse(header)).isEqualTo(EXAMPLE);
  }

  @Test
  @DisplayName("is written so that it is read back")
  void written() {
    assertThat(EXAMPLE.header())
        .isEqualTo(
            "X-Matrix origin=\"domain\",destination=\"remote:8448\",key=\"ed25519:1\",sig=\"AbC+/9\"");
    assertThat(XMatrix.parse(EXAMPLE.header())).isEqualTo(EXAMPLE);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "X-Matrix",
        "X-Matrix ",
        "Bearer x",
        "X-Matrixorigin=a",
        "X-Matrix origin=domain",
        "X-Matrix =x",
        "X-Matrix a",
        "X-Matrix origin=\"domain",
        "X-Matrix origin=\"domain\\",
        "X-Matrix origin=a\"b\"",
        "X-Matrix origin=domain,key=ed25519:1,sig=",
        "X-Matrix origin=domain,origin=domain,key=ed25519:1,sig=a",
        "X-Matrix origin=\"do main\",key=ed25519:1,sig=a",
        "X-Matrix origin=domain,key=ed25519:1,sig=\"a\\\"b\"",
        "X-Matrix origin=domain key=ed25519:1,sig=a",
        "X-Matrix origin=domain,destination=,key=ed25519:1,sig=a"
      })
  @DisplayName("is refused in any other form")
  void refused(String header) {
    assertThatThrownBy(() -> XMatrix.parse(header))
        .isInstanceOfSatisfying(
            InvalidAuthorizationException.class,
            e -> assertThat(e.errcode()).isEqualTo("M_UNAUTHORIZED"));
  }

  @Test
  @DisplayName("verifies for the request that was signed and for no other")
  void verifies() {
    ObjectNode content = object("{\"b\":1,\"a\":\"é\"}");
    XMatrix header = XMatrix.sign("PUT", URI, ORIGIN, DESTINATION, content, Vectors.KEY);

    assertThatCode(() -> header.verify("PUT", URI, DESTINATION, content, KEY))
        .doesNotThrowAnyException();
    assertRefused(() -> header.verify("GET", URI, DESTINATION, content, KEY));
    assertRefused(() -> header.verify("PUT", URI + "1", DESTINATION, content, KEY));
    assertRefused(() -> header.verify("PUT", URI, ORIGIN, content, KEY));
    assertRefused(() -> header.verify("PUT", URI, DESTINATION, object("{}"), KEY));
    assertRefused(() -> header.verify("PUT", URI, DESTINATION, KEY));
    assertRefused(
        () ->
            header.verify(
                "PUT",
                URI,
                DESTINATION,
                content,
                SigningKey.generate("1", new Random(1)).verifyKey()));
    assertRefused(
        () ->
            header.verify(
                "PUT", URI, DESTINATION, content, VerifyKey.of("ed25519:2", KEY.bytes())));
  }

  @Test
  @DisplayName("signs canonical JSON of the request, and a canonical body as it is")
  void signedBytes() {
    ObjectNode content = object("{\"b\":1,\"a\":2}");
    ObjectNode request =
        object("{\"method\":\"PUT\",\"origin\":\"domain\",\"destination\":\"remote:8448\"}");
    request.put("uri", URI).set("content", content);
    String expected =
        dev.burdock.matrix.sign.UnpaddedBase64.encode(
            Vectors.KEY.sign(CanonicalJson.bytes(request)));

    assertThat(XMatrix.sign("PUT", URI, ORIGIN, DESTINATION, content, Vectors.KEY).signature())
        .isEqualTo(expected);
    assertThat(
            XMatrix.sign("PUT", URI, ORIGIN, DESTINATION, CanonicalJson.bytes(content), Vectors.KEY)
                .signature())
        .isEqualTo(expected);
  }

  /** From mxhsd, SignatureManagerTest: a request that a Synapse verified. */
  @Test
  @DisplayName("has the signature of a published request without a body")
  void publishedRequest() {
    SigningKey key = SigningKey.parse("ed25519 1 1QblgjFeL3IxoY4DKOR7p5mL5sQTC0ChmeMJlqb4d5M");

    XMatrix header =
        XMatrix.sign(
            "GET",
            "/_matrix/federation/v1/query/directory?room_alias=%23a%3Amxhsd.local.kamax.io%3A8447",
            ServerName.parse("synapse.local.kamax.io"),
            ServerName.parse("mxhsd.local.kamax.io:8447"),
            key);

    assertThat(header.signature())
        .isEqualTo(
            "SEMGSOJEsoalrBfHqPO2QrSlbLaUYLHLk4e3q4IJ2JbgvCynT1onp7QF1U4Sl3G3NzybrgdnVvpqcaEgV0WPCw");
  }

  @Test
  @DisplayName("without a destination is taken to be for us")
  void noDestination() {
    XMatrix signed = XMatrix.sign("GET", URI, ORIGIN, DESTINATION, Vectors.KEY);
    XMatrix old = new XMatrix(ORIGIN, Optional.empty(), signed.keyId(), signed.signature());

    assertThat(XMatrix.parse(old.header())).isEqualTo(old);
    assertThatCode(() -> old.verify("GET", URI, DESTINATION, KEY)).doesNotThrowAnyException();
    assertRefused(() -> old.verify("GET", URI, ORIGIN, KEY));
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable verify) {
    assertThatThrownBy(verify).isInstanceOf(InvalidAuthorizationException.class);
  }

  private static ObjectNode object(String json) {
    return CanonicalJson.parse(Vectors.utf8(json));
  }
}
