package dev.burdock.tests.fuzz;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Inputs at random for every place that takes bytes of strangers. {@code -Dburdock.fuzz.seconds}
 * says how long in all, {@code -Dburdock.fuzz.surface} where alone; the seed is that of all tests.
 * Surfaces share nothing and are judged by processor time, so that some are tried at once.
 */
@DisplayName("Whatever a stranger sends is taken or refused, in time in proportion to its length")
class StrangersFuzzTest {
  private static final long SEED = Long.getLong("burdock.seed", 4354);
  private static final long SECONDS = Long.getLong("burdock.fuzz.seconds", 60);

  private static final FuzzCounts COUNTS = new FuzzCounts(surfaces());

  static List<Surface> surfaces() {
    return Surfaces.chosen();
  }

  @AfterAll
  static void print() {
    COUNTS.print("seed=%d seconds=%d".formatted(SEED, SECONDS));
  }

  @ParameterizedTest(name = "{0}")
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("surfaces")
  @DisplayName("and what is taken means what it says")
  void holds(Surface surface) throws InterruptedException {
    Duration share = Duration.ofSeconds(SECONDS).dividedBy(surfaces().size());
    FuzzRun run = new FuzzRun(surface, SEED);
    long faults = 1;

    try {
      run.lasting(share);
      faults = 0;
    } finally {
      COUNTS.add(surface, run.inputs(), faults);
    }
  }
}
