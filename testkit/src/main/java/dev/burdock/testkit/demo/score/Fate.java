package dev.burdock.testkit.demo.score;

import dev.burdock.testkit.oracle.Span;
import dev.burdock.testkit.oracle.StickyEntry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * What became of events on their way to one target.
 *
 * @param awaited deliveries that must still come, and have time
 * @param lost deliveries that should have come
 * @param expired deliveries that did not come, because the event ended too soon to ask for them
 * @param duplicated deliveries beyond those that there was a reason for
 * @param strayed events that were delivered without any reason
 * @param afterRedaction deliveries long after the event was redacted (R04)
 * @param latenciesMs from the acknowledgement that made it deliverable, per delivery with a reason
 */
public record Fate(
    long awaited,
    long lost,
    long expired,
    long duplicated,
    long strayed,
    long afterRedaction,
    List<Long> latenciesMs) {
  static final Fate NONE = new Fate(0, 0, 0, 0, 0, 0, List.of());

  /**
   * Compares when one event could be delivered with when it was.
   *
   * @param reasons the times in which there was a reason to deliver it, once each
   * @param deliveries when it was delivered, ms
   */
  static Fate of(
      List<Span> reasons, List<Long> deliveries, Patience patience, StickyEntry entry, long nowMs) {
    int missing = Math.max(0, reasons.size() - deliveries.size());
    Map<Absence, Integer> absences = new EnumMap<>(Absence.class);
    for (int i = reasons.size() - 1; i >= 0 && missing > 0; i--) {
      if (deliveries.stream().noneMatch(reasons.get(i)::mayHoldAt)) {
        missing--;
        absences.merge(Absence.of(reasons.get(i), patience, entry.endMs(), nowMs), 1, Integer::sum);
      }
    }
    boolean strayed = reasons.isEmpty() && !deliveries.isEmpty();
    return new Fate(
        absences.getOrDefault(Absence.AWAITED, 0),
        absences.getOrDefault(Absence.LOST, 0),
        absences.getOrDefault(Absence.EXPIRED, 0),
        strayed ? 0 : Math.max(0, deliveries.size() - reasons.size()),
        strayed ? 1 : 0,
        afterRedaction(deliveries, patience, entry),
        latencies(reasons, deliveries));
  }

  /** Those that came when the event had been redacted for so long that nobody should get it. */
  private static long afterRedaction(List<Long> deliveries, Patience patience, StickyEntry entry) {
    OptionalLong redacted = entry.redactedAt();
    return redacted.isEmpty()
        ? 0
        : deliveries.stream().filter(at -> at > patience.deadline(redacted.getAsLong())).count();
  }

  Fate plus(Fate other) {
    List<Long> latencies = new ArrayList<>(latenciesMs);
    latencies.addAll(other.latenciesMs);
    return new Fate(
        awaited + other.awaited,
        lost + other.lost,
        expired + other.expired,
        duplicated + other.duplicated,
        strayed + other.strayed,
        afterRedaction + other.afterRedaction,
        latencies);
  }

  /** Calls {@code each} with when a delivery was due and its latency, ms. */
  static void forEachDelivery(
      List<Span> reasons, List<Long> deliveries, BiConsumer<Long, Long> each) {
    for (long at : deliveries) {
      reasons.stream()
          .filter(reason -> reason.mayBegin() <= at)
          .reduce((earlier, later) -> later)
          .ifPresent(
              reason -> each.accept(reason.mustBegin(), Math.max(0, at - reason.mustBegin())));
    }
  }

  private static List<Long> latencies(List<Span> reasons, List<Long> deliveries) {
    List<Long> latencies = new ArrayList<>();
    forEachDelivery(reasons, deliveries, (due, latency) -> latencies.add(latency));
    return latencies;
  }
}
