package dev.burdock.http.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void nobody_takes_more_than_his_share_and_all_not_more_than_all() {
    Tally tally = new Tally(3, 5);

    assertThat(tally.take("a", 3)).isTrue();
    assertThat(tally.take("a", 1)).isFalse();
    assertThat(tally.take("b", 3)).isFalse();
    assertThat(tally.take("b", 2)).isTrue();
    assertThat(tally.all()).isEqualTo(5);
  }

  @Test
  void what_is_given_back_can_be_taken_again_and_leaves_no_name() {
    Tally tally = new Tally(3, 5);
    tally.take("a", 3);

    tally.give("a", 3);

    assertThat(tally.holders()).isZero();
    assertThat(tally.all()).isZero();
    assertThat(tally.take("a", 3)).isTrue();
  }

  @Test
  void a_refusal_takes_nothing() {
    Tally tally = new Tally(3, 5);
    tally.take("a", 4);

    assertThat(tally.all()).isZero();
    assertThat(tally.holders()).isZero();
  }

  @Test
  void many_at_once_count_right() throws Exception {
    Tally tally = new Tally(100, 150);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (String holder : List.of("a", "b", "a", "b")) {
      threads.execute(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              if (tally.take(holder, 60)) {
                tally.give(holder, 60);
              }
            }
          });
    }
    threads.shutdown();

    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(tally.all()).isZero();
    assertThat(tally.holders()).isZero();
  }
}
