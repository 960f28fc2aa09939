package dev.burdock.testkit.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock bench failover}. */
@Command(
    name = "failover",
    description = {
      "Loads unexpired sticky events into two streams nodes, kills (-9) one, and measures how soon "
          + "the rooms that it owned are read again, and how soon new events of theirs are.",
      "Exits with 3 when that takes longer than --bound, or an event is missing."
    })
public final class FailoverCommand implements Callable<Integer> {
  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "600000",
      description = "Unexpired events (default: ${DEFAULT-VALUE}).")
  private int events;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      defaultValue = "600",
      description = "Rooms that they are in, evenly (default: ${DEFAULT-VALUE}).")
  private int rooms;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "45",
      description = "How long rooms are read after the kill (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--bound",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Longest time until new events are read (default: ${DEFAULT-VALUE}).")
  private int bound;

  @Mixin private BenchOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    var plan = new FailoverBench.Plan(events, rooms, seconds, bound);
    try (BenchRun run = options.begin("failover", spec.commandLine().getOut());
        FailoverBench bench = new FailoverBench(run, plan)) {
      return bench.run();
    }
  }
}
