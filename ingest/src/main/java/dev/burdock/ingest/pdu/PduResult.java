package dev.burdock.ingest.pdu;

/** How the fetch of one PDU went. */
enum PduResult {
  /** It is recorded. */
  FETCHED,
  /** The homeserver only has its redacted form: there is nothing left to push. */
  REDACTED,
  /** The event ended to be sticky before its PDU could be had. */
  EXPIRED,
  /** The homeserver has none, or another: final. */
  REFUSED,
  /** It has to be asked for again. */
  RETRIED
}
