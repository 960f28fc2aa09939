package dev.burdock.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FaultWatchTest {
  private final AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());
  private final AtomicBoolean ended = new AtomicBoolean();

  @Test
  void a_process_whose_role_cannot_go_on_ends_after_its_grace() {
    FaultWatch watch = watch(Duration.ofMillis(300));
    watch.start();
    assertThat(ended).isFalse();

    fault.set(Optional.of("sync: burdock-sync-deliveries: ended"));

    await().untilTrue(ended);
  }

  @Test
  void one_that_is_stopped_meanwhile_is_left_alone() throws InterruptedException {
    FaultWatch watch = watch(Duration.ofMinutes(1));
    fault.set(Optional.of("ingest: ended"));
    watch.start();

    watch.stop();

    watch.join();
    assertThat(ended).isFalse();
  }

  private FaultWatch watch(Duration grace) {
    return new FaultWatch(fault::get, grace, () -> ended.set(true));
  }
}
