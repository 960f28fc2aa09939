package dev.burdock.streams.domain;

import dev.burdock.streams.kept.Member;

/** What a membership means for delivery. */
public final class Members {
  static final String JOIN = "join";

  private Members() {}

  /** Joined members alone see and send sticky events (R07, R15). */
  public static boolean isJoined(Member member) {
    return member.getMembership().equals(JOIN);
  }
}
