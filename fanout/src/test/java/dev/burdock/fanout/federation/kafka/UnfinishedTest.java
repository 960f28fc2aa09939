package dev.burdock.fanout.federation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.offset.OffsetTracker;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UnfinishedTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Unfinished unfinished = new Unfinished(nanos::get);
  private final OffsetTracker tracker = new OffsetTracker(7);

  @Test
  @DisplayName("R34 the age is that of the oldest record, until it ends")
  void ages() {
    Runnable first = tracker.begin(7, 1, 1);
    tracker.begin(8, 1, 1);
    look();
    pass(3_000);
    assertThat(unfinished.ageMs()).isEqualTo(3_000);
    assertThat(unfinished.offset()).isEqualTo(7);

    first.run();
    look();

    assertThat(unfinished.ageMs()).isZero();
    assertThat(unfinished.offset()).isEqualTo(8);
  }

  @Test
  @DisplayName("R34 a partition that went away has no age")
  void forgets() {
    tracker.begin(7, 1, 1);
    look();
    pass(3_000);

    unfinished.look(Map.of());

    assertThat(unfinished.ageMs()).isZero();
    assertThat(unfinished.offset()).isEqualTo(-1);
  }

  private void look() {
    unfinished.look(Map.of(0, tracker));
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
