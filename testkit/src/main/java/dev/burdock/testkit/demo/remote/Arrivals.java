package dev.burdock.testkit.demo.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Who is told what a remote server was sent. Called from many threads. */
public interface Arrivals {

  /**
   * The server took a PDU that passed every check.
   *
   * @param firstSeenMs when its transaction was first sent to the server
   */
  void taken(String server, String eventId, ObjectNode pdu, long firstSeenMs);

  /** The server was sent a transaction again that it knew already, or had answered 429. */
  void retried(String server);

  /** The server was sent something that a homeserver would refuse, or that breaks the protocol. */
  void violated(String server, String what);
}
