package dev.burdock.tests.fuzz;

import static dev.burdock.tests.fuzz.Refusals.unless;
import static dev.burdock.tests.fuzz.Texts.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.domain.ClientFormat;
import dev.burdock.ingest.domain.FeedEvent;
import dev.burdock.ingest.domain.SignedPdu;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.event.Redaction;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.id.EventId;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.VerifyKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PDUs in rooms of every version, and the keys that servers publish. */
final class EventSurfaces {
  private static final ServerName SIGNER = ServerName.parse("a.example");
  private static final SigningKey KEY = SigningKey.fromSeed("1", new byte[32]);
  private static final Map<String, VerifyKey> KEYS = Map.of(KEY.keyId(), KEY.verifyKey());

  private EventSurfaces() {}

  static List<Surface> all() {
    return List.of(
        new Surface(
            "pdu",
            utf8(
                "{\"type\":\"m.room.message\",\"sender\":\"@u:a.example\",\"room_id\":\"!r:a.example\","
                    + "\"origin_server_ts\":1,\"depth\":3,\"prev_events\":[],\"auth_events\":[],"
                    + "\"content\":{\"body\":\"x\"},\"msc4354_sticky\":{\"duration_ms\":60000},"
                    + "\"hashes\":{\"sha256\":\"AAAA\"},\"signatures\":{\"a.example\":{\"ed25519:1\":\"AAAA\"}}}",
                "{\"type\":\"m.room.member\",\"state_key\":\"@u:a.example\",\"sender\":\"@u:a.example\","
                    + "\"room_id\":\"!r:a.example\",\"event_id\":\"$e:a.example\",\"origin_server_ts\":1,"
                    + "\"content\":{\"membership\":\"join\",\"join_authorised_via_users_server\":\"@v:b.example\","
                    + "\"third_party_invite\":{\"signed\":{}}},\"hashes\":{},\"signatures\":{}}",
                "{\"type\":\"m.room.redaction\",\"sender\":\"@u:a.example\",\"room_id\":\"!r:a.example\","
                    + "\"redacts\":\"$x\",\"content\":{\"redacts\":\"$x\"},\"origin_server_ts\":1}"),
            EventSurfaces::pdu),
        new Surface(
            "server-keys",
            List.of(
                CanonicalJson.bytes(ServerKeys.response(SIGNER, List.of(KEY), 1_800_000_000_000L))),
            EventSurfaces::keys));
  }

  private static void pdu(byte[] input) throws Exception {
    Optional<ObjectNode> tree = unless(MatrixException.class, () -> CanonicalJson.parse(input));
    if (tree.isEmpty()) {
      return;
    }
    ObjectNode before = tree.get().deepCopy();
    for (RoomVersion version : RoomVersion.values()) {
      judged(tree.get(), version);
    }
    assertThat(tree.get()).as("not modified").isEqualTo(before);
  }

  private static void judged(ObjectNode pdu, RoomVersion version) throws Exception {
    unless(MatrixException.class, () -> Pdu.checkHashAndSize(pdu, version));
    unless(MatrixException.class, () -> Pdu.requiredSigners(pdu, version));
    Optional<EventId> id = unless(MatrixException.class, () -> EventHashes.eventId(pdu, version));
    Optional<ObjectNode> redacted =
        unless(MatrixException.class, () -> Redaction.redact(pdu, version));
    if (redacted.isPresent()) {
      assertThat(Redaction.redact(redacted.get(), version)).isEqualTo(redacted.get());
      assertThat(unless(MatrixException.class, () -> EventHashes.eventId(redacted.get(), version)))
          .as("the id of the redacted event")
          .isEqualTo(id);
    }
    assertThat(
            unless(
                MatrixException.class,
                () -> {
                  Signatures.verifyEvent(pdu, version, SIGNER, KEYS);
                  return "verified";
                }))
        .as("a signature that nobody made")
        .isEmpty();
    Optional<SignedPdu> signed = unless(MatrixException.class, () -> SignedPdu.of(pdu, version));
    if (signed.isPresent()) {
      assertThat(CanonicalJson.parse(signed.get().json().bytes())).isEqualTo(signed.get().tree());
      unless(MatrixException.class, () -> FeedEvent.parse(ClientFormat.of(signed.get())));
    }
  }

  private static void keys(byte[] input) throws Exception {
    Optional<ServerKeys> keys =
        unless(MatrixException.class, () -> ServerKeys.parse(CanonicalJson.parse(input), SIGNER));
    keys.ifPresent(
        found -> {
          assertThat(found.verifyKeys()).isNotEmpty();
          assertThat(found.refreshAt(1_000)).isBetween(1_000L, found.validUntil(1_000) + 1_000);
          assertThat(found.forEvent(1_000, Long.MAX_VALUE)).isEmpty();
        });
  }
}
