package dev.burdock.matrix.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.id.RoomId;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.Signatures;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A received PDU")
class PduTest {
  private static final RoomVersion VERSION = RoomVersion.V11;

  @Test
  @DisplayName("is intact with the right hash and to be redacted with any other")
  void integrity() {
    ObjectNode event = signed(event());

    assertThat(Pdu.checkHashAndSize(event, VERSION)).isEqualTo(Pdu.Integrity.INTACT);
    event.withObject("/content").put("body", "changed");
    assertThat(Pdu.checkHashAndSize(event, VERSION)).isEqualTo(Pdu.Integrity.REDACT);
    event.withObject("/hashes").put("sha256", "?");
    assertThat(Pdu.checkHashAndSize(event, VERSION)).isEqualTo(Pdu.Integrity.REDACT);
    event.put("hashes", 1);
    assertThat(Pdu.checkHashAndSize(event, VERSION)).isEqualTo(Pdu.Integrity.REDACT);
  }

  @Test
  @DisplayName("has at most 65,536 bytes")
  void size() {
    ObjectNode event = event();
    event.withObject("/content").put("body", "");
    int rest = Pdu.MAX_BYTES - CanonicalJson.bytes(event).length;
    ObjectNode largest = event.deepCopy();
    largest.withObject("/content").put("body", "x".repeat(rest));
    ObjectNode tooLarge = event.deepCopy();
    tooLarge.withObject("/content").put("body", "x".repeat(rest + 1));

    assertThat(Pdu.checkHashAndSize(largest, VERSION)).isEqualTo(Pdu.Integrity.REDACT);
    assertErrcode("M_TOO_LARGE", tooLarge);
  }

  @ParameterizedTest
  @ValueSource(strings = {"type", "state_key"})
  @DisplayName("has at most 255 bytes in each bounded field")
  void fields(String key) {
    Pdu.checkHashAndSize(event().put(key, "é".repeat(127)), VERSION);

    assertErrcode("M_TOO_LARGE", event().put(key, "é".repeat(128)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"type", "sender", "room_id", "content", "origin_server_ts"})
  @DisplayName("has all that every event has, in the right form")
  void form(String key) {
    ObjectNode without = event();
    without.remove(key);

    assertErrcode("M_BAD_JSON", without);
    assertErrcode("M_BAD_JSON", event().put(key, 1.5));
    assertErrcode("M_BAD_JSON", event().putNull(key));
  }

  @Test
  @DisplayName("may have floats until room version 5")
  void floats() {
    ObjectNode event = event();
    event.withObject("/content").put("a", 0.5);

    assertThat(Pdu.checkHashAndSize(event, RoomVersion.V5)).isEqualTo(Pdu.Integrity.REDACT);
    assertThatThrownBy(() -> Pdu.checkHashAndSize(event, RoomVersion.V6))
        .hasMessageContaining("float");
  }

  @Test
  @DisplayName(
      "is signed by the servers of its sender, its old-style id and the authoriser of the join")
  void requiredSigners() {
    ObjectNode join = event().put("type", "m.room.member").put("event_id", "$e:maker");
    join.withObject("/content")
        .put("membership", "join")
        .put("join_authorised_via_users_server", "@x:authoriser");
    ObjectNode invite = event().put("type", "m.room.member");
    invite.withObject("/content").put("membership", "invite").putObject("third_party_invite");

    assertThat(Pdu.requiredSigners(join, RoomVersion.V1))
        .containsExactly(name("domain"), name("maker"));
    assertThat(Pdu.requiredSigners(join, RoomVersion.V7)).containsExactly(name("domain"));
    assertThat(Pdu.requiredSigners(join, RoomVersion.V8))
        .containsExactly(name("domain"), name("authoriser"));
    assertThat(Pdu.requiredSigners(invite, VERSION)).isEmpty();
  }

  @Test
  @DisplayName("that creates a room of version 12 names the room by its own hash")
  void createOfVersion12() {
    ObjectNode create = event().put("type", "m.room.create");
    create.remove("room_id");

    RoomId room = Pdu.roomId(create, RoomVersion.V12);

    assertThat(room.value()).hasSize(44);
    assertThat(EventHashes.eventId(create, RoomVersion.V12).value())
        .endsWith(room.value().substring(1));
    assertThat(Pdu.checkHashAndSize(create, RoomVersion.V12)).isEqualTo(Pdu.Integrity.REDACT);
    assertErrcode("M_BAD_JSON", create);
  }

  private static void assertErrcode(String errcode, ObjectNode event) {
    assertThatThrownBy(() -> Pdu.checkHashAndSize(event, VERSION))
        .isInstanceOfSatisfying(
            InvalidEventException.class, e -> assertThat(e.errcode()).isEqualTo(errcode));
  }

  private static ObjectNode event() {
    return CanonicalJson.parse(
        Vectors.utf8(
            """
            {"type":"m.room.message","sender":"@a:domain","room_id":"!r:domain","content":{},"origin_server_ts":1}
            """));
  }

  private static ObjectNode signed(ObjectNode event) {
    return Signatures.signEvent(event, VERSION, Vectors.SERVER, Vectors.KEY);
  }

  private static ServerName name(String name) {
    return ServerName.parse(name);
  }
}
