package dev.burdock.fanout.sync.gateway;

import java.util.Set;

/** Whom a user ignores, as one answer takes it (R16). */
final class Ignoring {
  private final Set<String> senders;
  private volatile boolean hidSomebody;

  Ignoring(Set<String> senders) {
    this.senders = senders;
  }

  /** Whether what a sender sends is shown. */
  boolean shows(String sender) {
    if (senders.contains(sender)) {
      hidSomebody = true;
      return false;
    }
    return true;
  }

  /** Whether anything was not shown. */
  boolean hidSomebody() {
    return hidSomebody;
  }
}
