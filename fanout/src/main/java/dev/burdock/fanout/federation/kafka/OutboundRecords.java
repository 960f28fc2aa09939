package dev.burdock.fanout.federation.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.event.Pdu;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.serde.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** Reads the records of topic outbound into what lanes take. */
public final class OutboundRecords {
  private final Set<String> ours;

  /**
   * @param ours our server names
   */
  public OutboundRecords(Set<String> ours) {
    this.ours = Set.copyOf(ours);
  }

  /**
   * The PDU of a record that has one.
   *
   * @throws UnreadableRecordException if it is not the JSON of an event that a user of its origin
   *     sent, or the origin is not ours (R24)
   */
  public QueuedPdu pdu(Outbound record) {
    if (!ours.contains(record.getOrigin())) {
      throw new UnreadableRecordException("origin is not ours", null);
    }
    try {
      ObjectNode event = CanonicalJson.parse(bytes(record.getPdu()));
      if (!Pdu.sender(event).server().value().equals(record.getOrigin())) {
        throw new UnreadableRecordException("sender is not of the origin", null);
      }
      byte[] canonical = CanonicalJson.lenientBytes(event);
      if (canonical.length > Pdu.MAX_BYTES) {
        throw new UnreadableRecordException("PDU of " + canonical.length + " bytes", null);
      }
      return new QueuedPdu(
          record.getEventId(),
          record.getRoomId(),
          record.getOrigin(),
          record.getReceivedTs(),
          record.getEndTs(),
          canonical);
    } catch (MatrixException e) {
      throw new UnreadableRecordException("PDU: " + e.getMessage(), e);
    }
  }

  /** The destinations that may be called: server names, each once, none of them ours (R21). */
  List<String> destinations(Outbound record) {
    return record.getDestinations().stream()
        .distinct()
        .filter(name -> !ours.contains(name) && isServerName(name))
        .toList();
  }

  private static boolean isServerName(String name) {
    try {
      ServerName.parse(name);
      return true;
    } catch (MatrixException e) {
      return false;
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
