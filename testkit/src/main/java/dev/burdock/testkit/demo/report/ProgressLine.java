package dev.burdock.testkit.demo.report;

import dev.burdock.testkit.demo.score.Score;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Says how a demo stands while it runs: on a terminal a line that renews itself, elsewhere a line
 * every few seconds.
 */
public final class ProgressLine implements AutoCloseable {
  private static final long TERMINAL_MS = 250;
  private static final long LINES_MS = 5_000;

  private final PrintWriter out;
  private final boolean terminal;
  private final Supplier<Score> score;
  private final Clock clock;
  private final long start;
  private final Thread thread;

  private ProgressLine(PrintWriter out, boolean terminal, Supplier<Score> score, Clock clock) {
    this.out = out;
    this.terminal = terminal;
    this.score = score;
    this.clock = clock;
    this.start = clock.millis();
    this.thread = new Thread(this::run, "progress");
  }

  public static ProgressLine start(
      PrintWriter out, boolean terminal, Supplier<Score> score, Clock clock) {
    ProgressLine progress = new ProgressLine(out, terminal, score, clock);
    progress.thread.setDaemon(true);
    progress.thread.start();
    return progress;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    print();
    if (terminal) {
      out.println();
    }
  }

  private void run() {
    try {
      while (true) {
        print();
        Thread.sleep(terminal ? TERMINAL_MS : LINES_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print() {
    Score now = score.get();
    String line =
        "  %4.1f s  %5d events (%d sticky)  %5d to clients  %5d to servers  %4d awaited  %d overdue  %d twice"
            .formatted(
                (clock.millis() - start) / 1_000.0,
                now.events(),
                now.sticky(),
                DemoReport.delivered(now.clients()),
                DemoReport.delivered(now.servers()),
                now.awaited(),
                now.lost(),
                now.sum(target -> target.fate().duplicated()));
    out.print(terminal ? "\r" + line + "\033[K" : line + System.lineSeparator());
    out.flush();
  }
}
