package dev.burdock.testkit.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock bench restart}. */
@Command(
    name = "restart",
    description = {
      "Kills (-9) a federation worker that has many failing destinations, starts it again, and "
          + "measures how soon it sends to a healthy one; and the heap that a failing destination takes.",
      "Exits with 3 when the healthy one does not have everything within --bound."
    })
public final class RestartCommand implements Callable<Integer> {
  @Option(
      names = "--failing",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Failing destinations, in every way there is (default: ${DEFAULT-VALUE}).")
  private int failing;

  @Option(
      names = "--waiting",
      paramLabel = "N",
      defaultValue = "5",
      description = "PDUs that wait for each of them (default: ${DEFAULT-VALUE}).")
  private int waiting;

  @Option(
      names = "--settle",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long they fail before the kill (default: ${DEFAULT-VALUE}).")
  private int settle;

  @Option(
      names = "--bound",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Longest time from the start to the first transaction (${DEFAULT-VALUE}).")
  private int bound;

  @Mixin private BenchOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    var plan = new RestartBench.Plan(failing, waiting, settle, bound);
    try (BenchRun run = options.begin("restart", spec.commandLine().getOut());
        RestartBench bench = new RestartBench(run, plan)) {
      return bench.run();
    }
  }
}
