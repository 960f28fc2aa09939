package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.schemas.outbound.Outbound;
import java.util.List;
import java.util.Set;

/** Lets tests in other packages read records of topic outbound as this package does. */
public final class OutboundReads {
  private static final OutboundRecords RECORDS = new OutboundRecords(Set.of("us.example"));

  private OutboundReads() {}

  /** The PDU of a record that has one; null without. */
  public static QueuedPdu pdu(Outbound record) {
    return record.getPdu() == null ? null : RECORDS.pdu(record);
  }

  /** Where it is to go. */
  public static List<String> destinations(Outbound record) {
    return RECORDS.destinations(record);
  }
}
