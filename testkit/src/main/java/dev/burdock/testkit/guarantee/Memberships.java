package dev.burdock.testkit.guarantee;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Joined;
import dev.burdock.testkit.guarantee.Observation.Left;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who came into which room and left it while a history was told, by user or server. */
final class Memberships {
  private final Map<List<String>, List<Joined>> joins;
  private final Map<List<String>, List<Left>> leaves;

  private Memberships(Map<List<String>, List<Joined>> joins, Map<List<String>, List<Left>> leaves) {
    this.joins = joins;
    this.leaves = leaves;
  }

  static Memberships of(History history) {
    return new Memberships(
        history.by(Joined.class, joined -> List.of(joined.whom(), joined.roomId())),
        history.by(Left.class, left -> List.of(left.whom(), left.roomId())));
  }

  /** Whether somebody came into a room between these times, so that all of it is for them. */
  boolean cameBetween(String whom, String roomId, long from, long to) {
    return joins(whom, roomId, from, to) > 0;
  }

  /**
   * How often an event may come again until {@code by}, because somebody came back (R14, R22): once
   * for each time, however late both deliveries are.
   *
   * @param due whether it was for them from the beginning: else they wait for their first join
   */
  long returns(String whom, Acknowledged event, boolean due, long by) {
    long joins = joins(whom, event.roomId(), event.at(), by);
    return due ? joins : Math.max(0, joins - 1);
  }

  /**
   * From when an event of {@code at} is for them, who may have come later, but before {@code by}.
   */
  long dueFrom(String whom, String roomId, long at, long by) {
    return joins(whom, roomId)
        .filter(joined -> joined.from() <= by)
        .mapToLong(Joined::to)
        .filter(to -> to > at)
        .max()
        .orElse(at);
  }

  /** When somebody who was in a room at {@code at} left it; {@link Observation#OPEN} for never. */
  long leftAfter(String whom, String roomId, long at) {
    return leaves.getOrDefault(List.of(whom, roomId), List.of()).stream()
        .filter(left -> left.to() >= at)
        .mapToLong(Left::from)
        .min()
        .orElse(Observation.OPEN);
  }

  private long joins(String whom, String roomId, long from, long to) {
    return joins(whom, roomId).filter(joined -> joined.from() <= to && joined.to() >= from).count();
  }

  private Stream<Joined> joins(String whom, String roomId) {
    return joins.getOrDefault(List.of(whom, roomId), List.of()).stream();
  }
}
