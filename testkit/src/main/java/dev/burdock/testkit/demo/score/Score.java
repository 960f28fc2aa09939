package dev.burdock.testkit.demo.score;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * How a demo stands.
 *
 * @param events that were acknowledged
 * @param sticky of these
 * @param firstDeliveryMs when the first one was delivered, Unix time; 0 before
 */
public record Score(long events, long sticky, long firstDeliveryMs, List<TargetScore> targets) {

  public List<TargetScore> clients() {
    return targets.stream().filter(Predicate.not(TargetScore::isServer)).toList();
  }

  public List<TargetScore> servers() {
    return targets.stream().filter(TargetScore::isServer).toList();
  }

  /** A figure over all clients and servers. */
  public long sum(ToLongFunction<TargetScore> figure) {
    return targets.stream().mapToLong(figure).sum();
  }

  /** Deliveries that must still come, and have time. */
  public long awaited() {
    return sum(target -> target.fate().awaited());
  }

  /** Deliveries that should have come, as far as one can say by now. */
  public long lost() {
    return sum(target -> target.fate().lost());
  }

  /** Deliveries that came. */
  public long delivered() {
    return sum(TargetScore::delivered);
  }

  /** Nothing was lost, duplicated or late. */
  public boolean isClean() {
    return targets.stream().allMatch(TargetScore::isClean);
  }
}
