package dev.burdock.streams.domain;

/** What became of a record, for counting. */
public enum Note {
  DELIVERED,
  HELD,
  RELEASED,
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
