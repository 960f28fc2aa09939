package dev.burdock.testkit.demo.report;

import dev.burdock.testkit.demo.score.Score;
import dev.burdock.testkit.demo.score.TargetScore;
import java.util.List;
import java.util.Locale;

/** The table at the end of a demo. */
public final class ReportTable {
  private static final int MOST_VIOLATIONS = 10;

  private final DemoReport report;
  private final StringBuilder text = new StringBuilder();

  private ReportTable(DemoReport report) {
    this.report = report;
  }

  public static String of(DemoReport report) {
    ReportTable table = new ReportTable(report);
    table.figures();
    table.targets();
    table.violations();
    return table.text.toString();
  }

  private void figures() {
    Score score = report.score();
    figure("events in", score.events());
    figure("sticky", score.sticky());
    figure("delivered to clients", DemoReport.delivered(score.clients()));
    figure("pushed to servers", DemoReport.delivered(score.servers()));
    figure("transactions retried", score.sum(TargetScore::retried));
    figure("expired on the way", score.sum(target -> target.fate().expired()));
    figure("lost", score.lost());
    figure("duplicated", score.sum(target -> target.fate().duplicated()));
    figure("delivered without a reason", score.sum(TargetScore::strayed));
    figure("delivered after expiry", score.sum(TargetScore::afterExpiry));
    figure("delivered after redaction", score.sum(target -> target.fate().afterRedaction()));
    latency("acknowledgement to client", report.clientLatencies());
    latency("acknowledgement to a steady server", report.steadyLatencies());
    figure("command to first delivery, ms", report.firstDeliveryMs());
  }

  private void targets() {
    text.append('\n');
    row("to", "which is", "delivered", "retried", "expired", "lost", "twice", "p50 ms", "p99 ms");
    for (TargetScore target : report.score().targets()) {
      Quantiles quantiles = Quantiles.of(target.latenciesMs());
      row(
          target.name(),
          report.describe(target),
          target.delivered(),
          target.retried(),
          target.fate().expired(),
          target.fate().lost(),
          target.fate().duplicated(),
          quantiles.p50Ms(),
          quantiles.p99Ms());
    }
  }

  private void violations() {
    List<String> violations = report.violations();
    violations.stream()
        .limit(MOST_VIOLATIONS)
        .forEach(
            violation -> text.append("  against the protocol: ").append(violation).append('\n'));
    if (violations.size() > MOST_VIOLATIONS) {
      text.append("  … ").append(violations.size()).append(" in all\n");
    }
  }

  private void figure(String name, long value) {
    text.append("  %-40s %9s%n".formatted(name, value));
  }

  private void latency(String name, List<Long> latencies) {
    Quantiles quantiles = Quantiles.of(latencies);
    figure(name + ", p50 ms", quantiles.p50Ms());
    figure(name + ", p99 ms", quantiles.p99Ms());
  }

  private void row(Object... cells) {
    text.append(String.format(Locale.ROOT, "  %-22s %-17s %9s %8s %8s %6s %6s %8s %8s%n", cells));
  }
}
