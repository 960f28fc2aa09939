package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;

/** How much of the machine is busy: with everything, and with this process and its children. */
final class CpuMeter {
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final long from = System.nanoTime();
  private final Duration own = own();

  CpuMeter() {
    // The next call tells of the time since this one.
    system.getCpuLoad();
  }

  /** Writes the share of all cores that was busy since this meter was made. */
  void writeTo(ObjectNode json) {
    double wall = (double) (System.nanoTime() - from) * system.getAvailableProcessors();
    json.put("cpu_busy", BenchRun.rounded(system.getCpuLoad()));
    json.put("cpu_busy_own", BenchRun.rounded(own().minus(own).toNanos() / wall));
  }

  private static Duration own() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants())
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
