package dev.burdock.testkit.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock bench door}. */
@Command(
    name = "door",
    description = {
      "Starts every role as a process of its own, has strangers with sockets attack it in each way"
          + " that SECURITY.md knows of, and measures the memory of the roles after each attack, and"
          + " meanwhile their health and the answers to an honest client and an honest server.",
      "Exits with 3 when a role has 50 MiB more than before an attack, or one of these answers took"
          + " longer than a second or was refused."
    })
public final class DoorCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long each attack lasts (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Connections that an attack holds open (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--attack",
      paramLabel = "NAME",
      description = "One attack alone; may be repeated (default: all).")
  private List<String> only = List.of();

  @Mixin private BenchOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    var plan = new DoorBench.Plan(seconds, connections, only);
    try (BenchRun run = options.begin("door", spec.commandLine().getOut());
        DoorBench bench = new DoorBench(run, plan)) {
      return bench.run();
    }
  }
}
