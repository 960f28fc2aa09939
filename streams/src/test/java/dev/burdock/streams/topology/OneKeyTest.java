package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.sticky;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One key of the clients' map with very many events: each costs as much as the first. */
class OneKeyTest {
  private static final String ALICE = "@alice:ours";
  private static final int FEW = 1_000;
  private static final int TIMES = 5;

  /** Squared it would be as many more as there are times. */
  private static final int TOLERANCE = 2;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  @DisplayName("R29 five times as many events of one key, and their end, take five times as long")
  void manyEventsOfOneKey() {
    cpuMs(FEW);
    long few = cpuMs(FEW);

    long many = cpuMs(FEW * TIMES);

    assertThat(many).as("%s ms for %s", few, FEW).isLessThan(few * TIMES * TOLERANCE);
  }

  /** What the events cost this thread, in which all of the topology runs, from first to last. */
  private static long cpuMs(int events) {
    try (TopologyFixture topology = TopologyFixture.onDisk()) {
      topology.feed(member("$1", ALICE, "join"));
      long sentMs = topology.now();
      long begun = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < events; i++) {
        topology.feed(sticky("$" + i, ALICE, sentMs).setStickyKey("k").build());
      }
      topology.pass(Duration.ofHours(1));
      for (int fired = 0; fired <= events; fired += TopologyFixture.EXPIRY.batch()) {
        topology.fire();
      }
      long ms = (THREADS.getCurrentThreadCpuTime() - begun) / 1_000_000;
      var told = topology.stickyMap();
      assertThat(told.get(told.size() - 1).value()).isNull();
      return ms;
    }
  }
}
