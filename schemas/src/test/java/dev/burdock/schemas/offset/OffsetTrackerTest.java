package dev.burdock.schemas.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
  @Test
  @DisplayName("what is committed is below everything unfinished")
  void lowWaterMark() {
    OffsetTracker tracker = new OffsetTracker(10);
    Runnable ten = tracker.begin(10, 2, 100);
    Runnable twelve = tracker.begin(12, 1, 50);

    twelve.run();
    ten.run();
    assertThat(tracker.committable()).isEqualTo(10);
    assertThat(tracker.bytes()).isEqualTo(100);

    ten.run();
    assertThat(tracker.committable()).isEqualTo(13);
    assertThat(tracker.bytes()).isZero();
  }

  @Test
  @DisplayName("a delivery that is finished twice is a fault that shows")
  void finishedTwice() {
    OffsetTracker tracker = new OffsetTracker(0);
    Runnable source = tracker.begin(0, 1, 1);
    source.run();

    assertThatThrownBy(source::run).isInstanceOf(IllegalStateException.class);
  }

  @RepeatedTest(20)
  @DisplayName("it agrees with a model over random histories")
  void agreesWithModel() {
    long seed = Long.getLong("burdock.seed", 4354);
    Random random = new Random(seed);
    OffsetTracker tracker = new OffsetTracker(0);
    TreeMap<Long, Integer> model = new TreeMap<>();
    List<long[]> deliveries = new ArrayList<>();
    List<Runnable> sources = new ArrayList<>();
    long next = 0;
    for (int step = 0; step < 500; step++) {
      if (random.nextBoolean() || sources.isEmpty()) {
        next += random.nextInt(3);
        int count = random.nextInt(4);
        Runnable source = tracker.begin(next, count, 1);
        for (int i = 0; i < count; i++) {
          sources.add(source);
          deliveries.add(new long[] {next});
        }
        if (count > 0) {
          model.put(next, count);
        }
        next++;
      } else {
        int index = random.nextInt(sources.size());
        sources.remove(index).run();
        model.computeIfPresent(deliveries.remove(index)[0], (k, v) -> v == 1 ? null : v - 1);
      }
      long expected = model.isEmpty() ? next : model.firstKey();
      assertThat(tracker.committable()).as("seed %d step %d", seed, step).isEqualTo(expected);
      assertThat(tracker.bytes()).as("seed %d step %d", seed, step).isEqualTo(model.size());
    }
  }
}
