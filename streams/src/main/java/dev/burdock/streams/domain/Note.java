package dev.burdock.streams.domain;

/** What became of a record, for counting. */
public enum Note {
  DELIVERED,
  HELD,
  RELEASED,
  DEFERRED,
  UNDEFERRED,
  HURRIED,
  DEFERRED_TO_ITS_END,
  RELEASE_STALE,
  EXPIRED_ON_ARRIVAL,
  REDACTED_ON_ARRIVAL,
  DUPLICATE,
  SPAM,
  INVALID,
  REDACTED,
  REDACTION_REFUSED,
  REDACTION_EARLY,
  PDU_LATE,
  EXPIRED
}
