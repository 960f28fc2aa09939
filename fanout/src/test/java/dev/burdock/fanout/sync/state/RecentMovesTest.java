package dev.burdock.fanout.sync.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentMovesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Sessions sessions = new Sessions(null, nanos::get);

  @Test
  void the_rooms_of_one_who_joins_and_leaves_all_the_time_are_forgotten_one_by_one() {
    for (int i = 0; i < 10_000; i++) {
      sessions.moved(
          "@restless:example.org",
          "!" + i + ":example.org",
          new MarkedMembership(i % 2 == 0, 0, new Mark(i, 0)));
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    assertThat(sessions.recentMoves()).isLessThanOrEqualTo(Duration.ofMinutes(11).toSeconds());
  }

  @Test
  void what_moved_lately_is_remembered() {
    sessions.moved("@a:b", "!1:b", new MarkedMembership(true, 0, new Mark(1, 0)));
    sessions.moved("@a:b", "!1:b", new MarkedMembership(false, 0, new Mark(2, 0)));
    sessions.moved("@a:b", "!2:b", new MarkedMembership(true, 0, new Mark(3, 0)));

    assertThat(sessions.recentMoves()).isEqualTo(2);
  }
}
