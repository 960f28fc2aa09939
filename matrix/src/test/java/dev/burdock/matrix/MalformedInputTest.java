package dev.burdock.matrix;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.event.Redaction;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.EventId;
import dev.burdock.matrix.id.RoomId;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.json.EventJson;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.UnpaddedBase64;
import dev.burdock.matrix.sign.VerifyKey;
import dev.burdock.matrix.sticky.Stickiness;
import dev.burdock.matrix.sticky.StickyNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Whatever a stranger sends, nothing but the module's own exceptions is thrown")
class MalformedInputTest {
  private static final long SEED = 20260901;
  private static final String SPECIAL = "\"\\{}[]:,=@ \u0000\u00ff1x";
  private static final int CASES = 4_000;
  private static final Map<String, VerifyKey> KEYS = Map.of("ed25519:1", Vectors.KEY.verifyKey());
  private static final VerifyKey KEY = Vectors.KEY.verifyKey();
  private static final List<String> SEEDS =
      List.of(
          "X-Matrix origin=\"domain\",destination=\"domain\",key=\"ed25519:1\",sig=\"AAAA\"",
          "{\"unsigned\":{\"ttl\":1},\"content\":{\"a\":[1,{}]},\"type\":\"x\"}",
          "@alice:domain:8448",
          "[2001:db8::1]:8448",
          "$e:domain",
          "!r:1.2.3.4",
          "ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1",
          "\uFEFF{}",
          "{\"a\":\"\\ud800\"}");

  static Stream<Arguments> textEntryPoints() {
    return Stream.of(
        point("server name", (String s) -> ServerName.parse(s).port()),
        point("user id", (String s) -> UserId.parse(s).server()),
        point("room id", (String s) -> RoomId.parse(s).server()),
        point("event id", (String s) -> EventId.parse(s).server()),
        point("room version", RoomVersion::of),
        point("X-Matrix", (String s) -> XMatrix.parse(s).verify("GET", "/", Vectors.SERVER, KEY)),
        point("signing key", SigningKey::parse),
        point("verify key", (String s) -> VerifyKey.parse("ed25519:1", s)),
        point("key id", (String s) -> VerifyKey.of(s, new byte[32])),
        point("base64", UnpaddedBase64::decode));
  }

  static Stream<Arguments> byteEntryPoints() {
    return Stream.of(
        point("parse", (byte[] b) -> CanonicalJson.lenientBytes(CanonicalJson.parse(b))),
        point("set unsigned", (byte[] b) -> EventJson.withUnsigned(b, "ttl", 1)),
        point("remove unsigned", (byte[] b) -> EventJson.withoutUnsigned(b, "ttl")),
        point("verify", (byte[] b) -> KEY.verify(b, b)));
  }

  static Stream<Arguments> jsonEntryPoints() {
    return Stream.concat(
        Stream.of(
            point("canonical", CanonicalJson::bytes),
            point("lenient", CanonicalJson::lenientBytes),
            point("sign", (ObjectNode o) -> Signatures.signJson(o, Vectors.SERVER, Vectors.KEY)),
            point("verify", (ObjectNode o) -> Signatures.verifyJson(o, Vectors.SERVER, KEYS)),
            point(
                "sign request",
                (ObjectNode o) ->
                    XMatrix.sign("PUT", "/", Vectors.SERVER, Vectors.SERVER, o, Vectors.KEY)),
            point(
                "server keys",
                (ObjectNode o) -> ServerKeys.parse(o.put("server_name", "domain"), Vectors.SERVER)),
            point("sticky", (ObjectNode o) -> Stickiness.durationMs(o, StickyNames.STABLE)),
            point("map key", (ObjectNode o) -> StickyNames.STABLE.mapKeyOf(o))),
        Stream.of(RoomVersion.V1, RoomVersion.V5, RoomVersion.V10, RoomVersion.V12)
            .flatMap(MalformedInputTest::eventEntryPoints));
  }

  private static Stream<Arguments> eventEntryPoints(RoomVersion version) {
    return Stream.of(
        point("redact " + version, (ObjectNode o) -> Redaction.redact(o, version)),
        point("content hash " + version, (ObjectNode o) -> EventHashes.contentHash(o, version)),
        point("event id " + version, (ObjectNode o) -> EventHashes.eventId(o, version)),
        point("check " + version, (ObjectNode o) -> Pdu.checkHashAndSize(o, version)),
        point("signers " + version, (ObjectNode o) -> Pdu.requiredSigners(o, version)),
        point("room id " + version, (ObjectNode o) -> Pdu.roomId(o, version)),
        point(
            "sign event " + version,
            (ObjectNode o) -> Signatures.signEvent(o, version, Vectors.SERVER, Vectors.KEY)),
        point(
            "verify event " + version,
            (ObjectNode o) -> Signatures.verifyEvent(o, version, Vectors.SERVER, KEYS)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("textEntryPoints")
  @DisplayName("for random text")
  void text(String name, Consumer<String> entryPoint) {
    Random random = new Random(SEED);
    for (int i = 0; i < CASES; i++) {
      String text =
          new String(
              mutated(random), i % 2 == 0 ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16);
      assertOwnExceptions(() -> entryPoint.accept(text), i, text);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("byteEntryPoints")
  @DisplayName("for random bytes")
  void bytes(String name, Consumer<byte[]> entryPoint) {
    Random random = new Random(SEED);
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = mutated(random);
      assertOwnExceptions(() -> entryPoint.accept(bytes), i, Vectors.text(bytes));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jsonEntryPoints")
  @DisplayName("for random JSON")
  void json(String name, Consumer<ObjectNode> entryPoint) {
    RandomJson random = new RandomJson(SEED);
    for (int i = 0; i < CASES; i++) {
      ObjectNode object = random.object();
      assertOwnExceptions(() -> entryPoint.accept(object), i, object);
    }
  }

  private static void assertOwnExceptions(Runnable call, int number, Object input) {
    try {
      call.run();
    } catch (MatrixException expected) {
      assertThatCode(expected::errcode).doesNotThrowAnyException();
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + SEED + ", case " + number + ": " + input, e);
    }
  }

  /** Something well-formed with a few bytes changed, cut or added, or bytes at random. */
  private static byte[] mutated(Random random) {
    if (random.nextInt(4) == 0) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      return bytes;
    }
    byte[] bytes = Vectors.utf8(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) SPECIAL.charAt(random.nextInt(SPECIAL.length()));
    }
    return random.nextInt(3) == 0
        ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 2))
        : bytes;
  }

  private static <T> Arguments point(String name, Consumer<T> entryPoint) {
    return Arguments.of(name, entryPoint);
  }
}
