package dev.burdock.ingest.inbound;

/** What became of a sticky PDU of an inbound transaction. */
enum StickyResult {
  /** It is recorded. */
  RECORDED,
  /** The homeserver did not take it, so it is nobody's. */
  NOT_TAKEN,
  /** It is our own event, come back. */
  OWN,
  /** Its content hash, form or signature is wrong; it is in the dead-letter topic. */
  INVALID,
  /** The keys of its sender's server are not to be had; it is in the dead-letter topic. */
  UNVERIFIED
}
