package dev.burdock.ingest.config;

/** When sticky events of inbound federation transactions are recorded (ADR 0034). */
public enum StickyRecording {
  /** As {@link #ON_ANSWER} without an application-service feed, as {@link #BY_FEED} with one. */
  AUTO,
  /** When the homeserver's answer does not refuse them. */
  ON_ANSWER,
  /** Not here: the homeserver's own feed tells them, with its verdict. */
  BY_FEED
}
