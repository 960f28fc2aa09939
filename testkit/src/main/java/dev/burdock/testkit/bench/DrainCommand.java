package dev.burdock.testkit.bench;

import dev.burdock.testkit.remote.Fault;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock bench drain}. */
@Command(
    name = "drain",
    description = {
      "Lets PDUs pile up for one remote server that is down, and measures how long they take to "
          + "reach it once it is up again.",
      "Exits with 3 when it takes longer than --bound, or a guarantee of delivery does not hold."
    })
public final class DrainCommand implements Callable<Integer> {
  @Option(
      names = "--pdus",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many pile up (default: ${DEFAULT-VALUE}).")
  private int pdus;

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      defaultValue = "REFUSE",
      description = "How the server fails: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Fault fault;

  @Option(
      names = "--bound",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Longest time from its recovery to the last PDU (default: ${DEFAULT-VALUE}).")
  private int bound;

  @Mixin private BenchOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    try (BenchRun run = options.begin("drain", spec.commandLine().getOut());
        DrainBench bench = new DrainBench(run, pdus, fault, bound)) {
      return bench.run();
    }
  }
}
