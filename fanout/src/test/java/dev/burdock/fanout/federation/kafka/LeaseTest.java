package dev.burdock.fanout.federation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final Lease lease = new Lease(Duration.ofSeconds(5), nanos::get);

  @Test
  @DisplayName("a worker that its group has not confirmed for the length of the lease is unsure")
  void ends() {
    pass(4_999);
    assertThat(lease.holds()).isTrue();

    pass(1);

    assertThat(lease.holds()).isFalse();
  }

  @Test
  @DisplayName(
      "the group is asked well before the lease ends, and the next begins when it is asked")
  void isRenewed() {
    assertThat(lease.isDue()).isFalse();
    pass(1_700);
    assertThat(lease.isDue()).isTrue();
    long asked = lease.now();
    pass(3_000);
    lease.renew(asked);

    pass(1_999);
    assertThat(lease.holds()).isTrue();
    pass(1);
    assertThat(lease.holds()).isFalse();
  }

  @Test
  @DisplayName("the group has confirmed something when it answers a question that was asked since")
  void isConfirmed() {
    long before = lease.now();
    pass(1);
    var confirmed = lease.confirmation();
    lease.renew(before);
    assertThat(confirmed.getAsBoolean()).isFalse();
    pass(1);

    lease.renew(lease.now());

    assertThat(confirmed.getAsBoolean()).isTrue();
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
