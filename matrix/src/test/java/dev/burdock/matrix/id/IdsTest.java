package dev.burdock.matrix.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Identifiers")
class IdsTest {
  @ParameterizedTest
  @CsvSource({
    "matrix.org,             matrix.org,  -1, false",
    "matrix.org:8888,        matrix.org,  8888, false",
    "1.2.3.4,                1.2.3.4,     -1, true",
    "1.2.3.4:1234,           1.2.3.4,     1234, true",
    "[1234:5678::abcd],      1234:5678::abcd, -1, true",
    "[1234:5678::abcd]:5678, 1234:5678::abcd, 5678, true",
    "[::ffff:127.0.0.1]:1,   ::ffff:127.0.0.1, 1, true",
    "localhost:65535,        localhost,   65535, false",
    "1.2.3.a256,             1.2.3.a256,  -1, false",
    "0x7f.example,           0x7f.example, -1, false",
    "A-b.C,                  A-b.C,       -1, false"
  })
  @DisplayName("server names have a host and maybe a port")
  void serverNames(String text, String host, int port, boolean literal) {
    ServerName name = ServerName.parse(text);

    assertThat(name.host()).isEqualTo(host);
    assertThat(name.port().orElse(-1)).isEqualTo(port);
    assertThat(name.isIpLiteral()).isEqualTo(literal);
    assertThat(name).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a:",
        "a:0",
        "a:65536",
        "a:123456",
        "a:+1",
        "a:1x",
        "a:1:2",
        "a b",
        "a_b",
        "a/b",
        "é",
        "[::1",
        "[::1]x",
        "[1.2.3.4]",
        "[]",
        "[:::]",
        "::1",
        "[fe80::1%eth0]",
        "a\u0000",
        "a\n",
        "[::1]:",
        "a:08448",
        "a:00",
        "127.066.1.1",
        "127.66.01.1",
        "127.1",
        "127.0.0.1.",
        "1.2.3.256",
        "1.2.3",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.0x1",
        "example.0x1",
        "0x"
      })
  @DisplayName(
      "texts that break the grammar, aliases of an address and port too, are no server names")
  void notServerNames(String text) {
    assertThatThrownBy(() -> ServerName.parse(text))
        .isInstanceOfSatisfying(
            InvalidIdException.class, e -> assertThat(e.errcode()).isEqualTo("M_INVALID_PARAM"));
  }

  @Test
  @DisplayName("a host of 255 characters is the longest")
  void longestHost() {
    assertThat(ServerName.parse("a".repeat(255) + ":8448").host()).hasSize(255);
    assertThatThrownBy(() -> ServerName.parse("a".repeat(256)))
        .isInstanceOf(InvalidIdException.class);
  }

  @ParameterizedTest
  @CsvSource({"@alice:domain:80, alice, domain:80", "@:domain, '', domain", "@Ä b!:d, Ä b!, d"})
  @DisplayName("user ids have any localpart and a server")
  void userIds(String text, String localpart, String server) {
    UserId user = UserId.parse(text);

    assertThat(user.localpart()).isEqualTo(localpart);
    assertThat(user.server()).isEqualTo(ServerName.parse(server));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "@", "alice:domain", "@alice", "@alice:", "@a\u0000:d", "@a\uD800:d", "!a:d"})
  @DisplayName("texts that break the grammar are no user ids")
  void notUserIds(String text) {
    assertThatThrownBy(() -> UserId.parse(text)).isInstanceOf(InvalidIdException.class);
  }

  @Test
  @DisplayName("a user id has at most 255 bytes")
  void longestUserId() {
    assertThat(UserId.parse("@" + "é".repeat(126) + ":d").localpart()).hasSize(126);
    assertThatThrownBy(() -> UserId.parse("@" + "é".repeat(127) + ":d"))
        .isInstanceOf(InvalidIdException.class);
  }

  @Test
  @DisplayName("room and event ids come with and without a server")
  void domainedIds() {
    assertThat(RoomId.parse("!r:domain").server()).contains(ServerName.parse("domain"));
    assertThat(RoomId.parse("!RrGxF28UrHLmoASHndYb9Jb_1SFww2ptmtur9INS438").server()).isEmpty();
    assertThat(EventId.parse("$e:domain:80").server()).contains(ServerName.parse("domain:80"));
    assertThat(EventId.parse("$RrGxF28UrHLmoASHndYb9Jb/1SFww2ptmtur9INS438").server()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "!",
        "$",
        "!:d",
        "$:d",
        "!a:",
        "$a:b c",
        "!a b",
        "$a\n",
        "$é",
        "!a\u0000:d"
      })
  @DisplayName("texts that break the grammar are neither room nor event ids")
  void notDomainedIds(String text) {
    assertThatThrownBy(() -> RoomId.parse(text)).isInstanceOf(InvalidIdException.class);
    assertThatThrownBy(() -> EventId.parse(text)).isInstanceOf(InvalidIdException.class);
  }

  @Test
  @DisplayName("null is an invalid id, not a null pointer")
  void nulls() {
    assertThatThrownBy(() -> ServerName.parse(null)).isInstanceOf(InvalidIdException.class);
    assertThatThrownBy(() -> UserId.parse(null)).isInstanceOf(InvalidIdException.class);
    assertThatThrownBy(() -> RoomId.parse(null)).isInstanceOf(InvalidIdException.class);
    assertThatThrownBy(() -> EventId.parse(null)).isInstanceOf(InvalidIdException.class);
  }
}
