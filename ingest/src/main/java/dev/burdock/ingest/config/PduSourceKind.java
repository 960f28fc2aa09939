package dev.burdock.ingest.config;

/** Where the signed PDU of an own event comes from when the feed did not hand it over. */
public enum PduSourceKind {
  /** {@code GET /_matrix/federation/v1/event/{eventId}} of the homeserver, signed by ourselves. */
  FEDERATION,
  /** {@code GET /_synapse/admin/v1/fetch_event/{eventId}} with the admin token. */
  SYNAPSE_ADMIN,
  /** Nowhere: only the native feed hands PDUs over. */
  NONE
}
