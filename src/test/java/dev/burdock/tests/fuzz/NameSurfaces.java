package dev.burdock.tests.fuzz;

import static dev.burdock.tests.fuzz.Refusals.unless;
import static dev.burdock.tests.fuzz.Texts.text;
import static dev.burdock.tests.fuzz.Texts.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.EventId;
import dev.burdock.matrix.id.RoomId;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.VerifyKey;
import java.util.List;
import java.util.Optional;

/** Names of servers, users, rooms and events, and the header that servers prove theirs with. */
final class NameSurfaces {
  private static final int MAX_ID_BYTES = 255;
  private static final ServerName US = ServerName.parse("us.example");
  private static final VerifyKey KEY = SigningKey.fromSeed("1", new byte[32]).verifyKey();

  private NameSurfaces() {}

  static List<Surface> all() {
    return List.of(
        new Surface(
            "server-name",
            utf8("a.example", "a.example:8448", "192.0.2.1:443", "[2001:db8::1]:8448", "xn--a.b"),
            input -> serverName(text(input))),
        new Surface(
            "ids",
            utf8("@alice:a.example", "!room:a.example:8448", "$event:a.example", "$aGVsbG8", "!h"),
            input -> ids(text(input))),
        new Surface(
            "x-matrix",
            utf8(
                "X-Matrix origin=\"a.example\",destination=\"us.example\",key=\"ed25519:1\",sig=\"AAAA\"",
                "x-matrix  origin=a.example , key=ed25519:1,sig=AA,extra=\"a\\\"b\\\\\""),
            input -> header(text(input))));
  }

  private static void serverName(String text) throws Exception {
    Optional<ServerName> name = unless(MatrixException.class, () -> ServerName.parse(text));
    if (name.isEmpty()) {
      return;
    }
    String host =
        name.get().isIpLiteral() && text.startsWith("[")
            ? "[" + name.get().host() + "]"
            : name.get().host();
    assertThat(text)
        .startsWith(host)
        .matches("[\\x21-\\x7e]{1,261}")
        .doesNotContain("/", "@", "?", "#", "%");
    assertThat(name.get().port().orElse(1)).isBetween(1, 65_535);
    assertThat(name.get().value()).isEqualTo(text);
  }

  private static void ids(String text) throws Exception {
    unless(MatrixException.class, () -> UserId.parse(text))
        .ifPresent(
            id ->
                assertThat("@" + id.localpart() + ":" + id.server())
                    .isEqualTo(bounded(id.toString(), text)));
    unless(MatrixException.class, () -> RoomId.parse(text))
        .ifPresent(id -> ends(bounded(id.toString(), text), id.server()));
    unless(MatrixException.class, () -> EventId.parse(text))
        .ifPresent(id -> ends(bounded(id.toString(), text), id.server()));
  }

  private static String bounded(String id, String text) {
    assertThat(id).isEqualTo(text).doesNotContain("\0");
    assertThat(Texts.bytes(id).length).isLessThanOrEqualTo(MAX_ID_BYTES);
    return id;
  }

  private static void ends(String id, Optional<ServerName> server) {
    server.ifPresent(name -> assertThat(id).endsWith(":" + name));
  }

  private static void header(String text) throws Exception {
    Optional<XMatrix> header = unless(MatrixException.class, () -> XMatrix.parse(text));
    if (header.isEmpty()) {
      return;
    }
    assertThat(XMatrix.parse(header.get().header())).isEqualTo(header.get());
    assertThat(header.get().header()).doesNotContain("\r", "\n", "\0");
    assertThat(
            unless(
                MatrixException.class,
                () -> {
                  header.get().verify("GET", "/", US, KEY);
                  return "verified";
                }))
        .as("a signature that nobody made")
        .isEmpty();
  }
}
