package dev.burdock.matrix.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.Vectors;
import dev.burdock.matrix.id.EventId;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.UnpaddedBase64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Hashes and ids of published events")
class EventHashesTest {
  /** The minimal event of the specification's appendix "Cryptographic Test Vectors". */
  static final String MINIMAL =
      """
      {"room_id": "!x:domain", "sender": "@a:domain", "origin": "domain", "origin_server_ts": 1000000,
       "signatures": {}, "hashes": {}, "type": "X", "content": {}, "prev_events": [], "auth_events": [],
       "depth": 3, "unsigned": {"age_ts": 1000000}}
      """;

  /**
   * The create event of a public room; its id is known from gomatrixserverlib,
   * eventversion_test.go.
   */
  private static final String CREATE =
      """
      {"auth_events": [], "prev_events": [], "type": "m.room.create", "room_id": "!uXDCzlYgCTHtiWCkEx:jki.re",
       "sender": "@erikj:jki.re", "content": {"room_version": "5", "predecessor": {"room_id":
       "!gdRMqOrTFdOCYHNwOo:half-shot.uk", "event_id": "$LP7ROBc4b+cMc1UE9haIz8q5AK2AIW4eJ90FfKLvyZI"},
       "creator": "@erikj:jki.re"}, "depth": 1, "prev_state": [], "state_key": "", "origin": "jki.re",
       "origin_server_ts": 1560284621137, "hashes": {"sha256": "IX6zuNiJpJPNf70BLleL3HSCpjKeq9Uhu7uUpyDjBmc"},
       "signatures": {"jki.re": {"ed25519:auto":
       "O4IyFfF2PPtGp5uaDm8t57dZbdh8vc8Q64LgCwvzYRVItAMI0uisfiAFaxkVT7MRpzh6N2QNN5NMRXZKmgPYDA"}},
       "unsigned": {"age": 1321650}}
      """;

  @Test
  @DisplayName("the specification's minimal event has its published hash")
  void minimalEvent() {
    assertThat(UnpaddedBase64.encode(EventHashes.contentHash(event(MINIMAL))))
        .isEqualTo("5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos");
  }

  @Test
  @DisplayName("R01 the sticky object is hashed, so nobody else can add or remove it")
  void stickyIsHashed() {
    ObjectNode event = event(MINIMAL);
    event.putObject("msc4354_sticky").put("duration_ms", 600_000);

    assertThat(UnpaddedBase64.encode(EventHashes.contentHash(event)))
        .isEqualTo("uQodcarNp1dlbKEYvS3qhvDEyVVUhiXK/FF9U9ijkSQ");
  }

  @Test
  @DisplayName("the specification's message event has its published hash")
  void messageEvent() {
    ObjectNode event =
        event(
            """
            {"content": {"body": "Here is the message content"}, "event_id": "$0:domain", "origin": "domain",
             "origin_server_ts": 1000000, "type": "m.room.message", "room_id": "!r:domain", "sender": "@u:domain",
             "signatures": {}, "unsigned": {"age_ts": 1000000}}
            """);

    assertThat(UnpaddedBase64.encode(EventHashes.contentHash(event)))
        .isEqualTo("onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g");
  }

  @Test
  @DisplayName("a real create event has its known id in versions 3 and 4, and an intact hash")
  void realEvent() {
    ObjectNode event = event(CREATE);

    assertThat(EventHashes.eventId(event, RoomVersion.V3))
        .isEqualTo(EventId.parse("$RrGxF28UrHLmoASHndYb9Jb/1SFww2ptmtur9INS438"));
    assertThat(EventHashes.eventId(event, RoomVersion.V5))
        .isEqualTo(EventId.parse("$RrGxF28UrHLmoASHndYb9Jb_1SFww2ptmtur9INS438"));
    assertThat(Pdu.checkHashAndSize(event, RoomVersion.V5)).isEqualTo(Pdu.Integrity.INTACT);
  }

  @Test
  @DisplayName("an event of version 1 carries its id")
  void carriedId() {
    ObjectNode event = event(MINIMAL).put("event_id", "$0:domain");

    assertThat(EventHashes.eventId(event, RoomVersion.V1)).isEqualTo(EventId.parse("$0:domain"));
    assertThatThrownBy(() -> EventHashes.eventId(event(MINIMAL), RoomVersion.V2))
        .isInstanceOf(InvalidEventException.class);
  }

  private static ObjectNode event(String json) {
    return CanonicalJson.parse(Vectors.utf8(json));
  }
}
