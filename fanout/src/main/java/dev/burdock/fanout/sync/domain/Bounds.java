package dev.burdock.fanout.sync.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How far a response may look that is not to hold certain items. */
final class Bounds {
  private Bounds() {}

  /**
   * Before all of {@code early}, and so that no burst is cut (R20).
   *
   * @param due all items that the response could hold
   * @param bound how far it would look
   */
  static Marks before(List<Pager.Due> early, List<Pager.Due> due, Marks bound) {
    List<Mark> marks = new ArrayList<>();
    for (int partition = 0; partition < bound.size(); partition++) {
      marks.add(bound.get(partition));
    }
    early.forEach(one -> lower(marks, one));
    List<List<Pager.Due>> bursts = bursts(due);
    boolean moved = true;
    while (moved) {
      moved = false;
      for (List<Pager.Due> burst : bursts) {
        boolean reaches = burst.stream().anyMatch(one -> isWithin(marks, one));
        boolean ends = burst.stream().allMatch(one -> isWithin(marks, one));
        if (reaches && !ends) {
          for (Pager.Due one : burst) {
            moved |= lower(marks, one);
          }
        }
      }
    }
    return Marks.of(marks);
  }

  private static List<List<Pager.Due>> bursts(List<Pager.Due> due) {
    Map<List<String>, List<Pager.Due>> groups =
        due.stream()
            .filter(one -> !one.item().burstId().isEmpty())
            .collect(
                Collectors.groupingBy(one -> List.of(one.item().roomId(), one.item().burstId())));
    return groups.values().stream().filter(group -> group.size() > 1).toList();
  }

  private static boolean isWithin(List<Mark> marks, Pager.Due one) {
    return !shownAt(one).isAfter(marks.get(one.membership().partition()));
  }

  /** Where the user sees an item: not before it is joined. */
  private static Mark shownAt(Pager.Due one) {
    return Mark.max(one.item().mark(), one.membership().mark());
  }

  private static boolean lower(List<Mark> marks, Pager.Due one) {
    int partition = one.membership().partition();
    Mark before = shownAt(one).before();
    boolean lower = marks.get(partition).isAfter(before);
    if (lower) {
      marks.set(partition, before);
    }
    return lower;
  }
}
