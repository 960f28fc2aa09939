package dev.burdock.testkit.guarantee;

import java.util.List;

/**
 * What all guarantees say of a history.
 *
 * @param violations in words, each beginning with the number of its guarantee
 * @param clientDuplicates events that a client saw again, after a disruption
 */
public record Verdict(List<String> violations, long clientDuplicates) {
  private static final int SHOWN = 40;

  public static Verdict of(History history, Bounds bounds) {
    List<String> violations =
        Guarantee.all().stream()
            .flatMap(
                guarantee ->
                    guarantee
                        .violations(history, bounds)
                        .map(words -> "guarantee " + guarantee.number() + ": " + words))
            .toList();
    return new Verdict(violations, OnceToEachClient.duplicates(history));
  }

  public boolean holds() {
    return violations.isEmpty();
  }

  @Override
  public String toString() {
    String words = String.join("\n", violations.subList(0, Math.min(SHOWN, violations.size())));
    return violations.size() + " violations\n" + words;
  }
}
