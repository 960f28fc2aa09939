package dev.burdock.testkit.demo.score;

import java.util.List;

/**
 * What one client or server got.
 *
 * @param name a user id or a server name
 * @param delivered sticky events that it got
 * @param retried transactions that it was sent more than once
 * @param afterExpiry of the delivered, those that had ended before
 * @param unknown of the delivered, those that were never fed
 * @param lostEvents room id and event id of what should have come and did not
 */
public record TargetScore(
    String name,
    long delivered,
    long retried,
    long afterExpiry,
    long unknown,
    List<String> lostEvents,
    Fate fate) {

  public boolean isServer() {
    return !name.startsWith("@");
  }

  /** Deliveries for which there was never a reason. */
  public long strayed() {
    return unknown + fate.strayed();
  }

  /** Nothing is wrong with what it got. */
  public boolean isClean() {
    return fate.lost() == 0
        && fate.duplicated() == 0
        && fate.afterRedaction() == 0
        && afterExpiry == 0
        && strayed() == 0;
  }

  public List<Long> latenciesMs() {
    return fate.latenciesMs();
  }
}
