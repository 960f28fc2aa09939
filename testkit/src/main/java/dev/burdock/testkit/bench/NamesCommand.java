package dev.burdock.testkit.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock bench names}. */
@Command(
    name = "names",
    description = {
      "Has members of servers that do not exist join a room, and measures what that costs: topics, "
          + "memory, disk, and the time of healthy servers.",
      "Exits with 3 when there are more retry topics than allowed, or the p99 of the healthy is more "
          + "than 1.10 times what it was before."
    })
public final class NamesCommand implements Callable<Integer> {
  @Option(
      names = "--names",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Servers that do not exist (default: ${DEFAULT-VALUE}).")
  private int names;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "6",
      description = "Sticky events in their room (default: ${DEFAULT-VALUE}).")
  private int events;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Between two of these events (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--topics",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most retry topics (default: ${DEFAULT-VALUE}).")
  private int topics;

  @Mixin private BenchOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    var plan = new NamesBench.Plan(names, events, seconds, topics);
    try (BenchRun run = options.begin("names", spec.commandLine().getOut());
        NamesBench bench = new NamesBench(run, plan)) {
      return bench.run();
    }
  }
}
