package dev.burdock.ingest.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.EventHashes;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.Signatures;
import dev.burdock.matrix.sign.SigningKey;
import java.util.List;
import java.util.Random;

/** Signed PDUs for tests. */
public final class Pdus {
  public static final SigningKey KEY = SigningKey.generate("test", new Random(4354));

  private Pdus() {}

  /** A sticky message of Ada's, signed by our server. */
  public static ObjectNode sticky(RoomVersion version) {
    return sticky(version, Events.ADA, Events.OURS, KEY);
  }

  /** A sticky message, signed by its sender's server. */
  public static ObjectNode sticky(
      RoomVersion version, String sender, String server, SigningKey key) {
    ObjectNode pdu = JsonNodeFactory.instance.objectNode();
    pdu.put("room_id", Events.ROOM)
        .put("sender", sender)
        .put("type", "m.room.message")
        .put("origin_server_ts", Events.SENT_TS)
        .put("depth", 7);
    pdu.putArray("auth_events");
    pdu.putArray("prev_events");
    pdu.putObject("content").put("body", "hello");
    pdu.putObject("msc4354_sticky").put("duration_ms", 60_000);
    if (version.eventIdFormat() == RoomVersion.EventIdFormat.DOMAIN) {
      pdu.put("event_id", "$one:" + server);
    }
    return Signatures.signEvent(pdu, version, ServerName.parse(server), key);
  }

  /** A sticky redaction of Ada's that names its target where its room version wants it. */
  public static ObjectNode redaction(RoomVersion version) {
    ObjectNode pdu = sticky(version);
    pdu.remove(List.of("hashes", "signatures"));
    pdu.put("type", "m.room.redaction").putObject("content");
    (version.redactsInContent() ? pdu.withObject("/content") : pdu).put("redacts", "$target");
    return Signatures.signEvent(pdu, version, ServerName.parse(Events.OURS), KEY);
  }

  /** The id of a PDU. */
  public static String eventId(ObjectNode pdu, RoomVersion version) {
    return EventHashes.eventId(pdu, version).value();
  }
}
