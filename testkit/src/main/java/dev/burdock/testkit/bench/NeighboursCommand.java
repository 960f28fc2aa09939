package dev.burdock.testkit.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock bench federation}. */
@Command(
    name = "federation",
    description = {
      "Sends sticky events to many remote servers, of which some die in every way there is, live "
          + "again, die again; compares the p99 from acknowledgement to the healthy ones in both times.",
      "Exits with 3 when dead ones make it more than 10%% longer, or when anything was lost."
    })
public final class NeighboursCommand implements Callable<Integer> {
  @Option(
      names = "--destinations",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Remote servers (default: ${DEFAULT-VALUE}).")
  private int destinations;

  @Option(
      names = "--dead",
      paramLabel = "N",
      defaultValue = "300",
      description = "How many of them die (default: ${DEFAULT-VALUE}).")
  private int dead;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "4",
      description = "How often they die (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long they are dead, and how long alive, each time (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "4",
      description = "Events per second, each for --members servers (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--members",
      paramLabel = "N",
      defaultValue = "50",
      description = "Remote servers in each room (default: ${DEFAULT-VALUE}).")
  private int members;

  @Mixin private BenchOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    var plan = new NeighboursBench.Plan(destinations, dead, rounds, seconds, rate, members);
    try (BenchRun run = options.begin("federation", spec.commandLine().getOut());
        NeighboursBench bench = new NeighboursBench(run, plan)) {
      return bench.run();
    }
  }
}
