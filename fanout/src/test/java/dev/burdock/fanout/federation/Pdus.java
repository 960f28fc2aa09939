package dev.burdock.fanout.federation;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import java.nio.charset.StandardCharsets;

/** PDUs for tests. */
public final class Pdus {
  public static final String ORIGIN = "ours.example";
  public static final long RECEIVED = 1_000_000;
  public static final long END = RECEIVED + 3_600_000;

  private Pdus() {}

  /** A PDU of {@link #ORIGIN} that was received at {@link #RECEIVED} and ends at {@link #END}. */
  public static QueuedPdu pdu(String eventId) {
    return pdu(eventId, ORIGIN, END);
  }

  public static QueuedPdu pdu(String eventId, String origin, long endTs) {
    return pdu(eventId, origin, RECEIVED, endTs);
  }

  public static QueuedPdu pdu(String eventId, String origin, long receivedTs, long endTs) {
    byte[] json = ("{\"id\":\"" + eventId + "\"}").getBytes(StandardCharsets.UTF_8);
    return new QueuedPdu(eventId, "!room:ours.example", origin, receivedTs, endTs, json);
  }
}
