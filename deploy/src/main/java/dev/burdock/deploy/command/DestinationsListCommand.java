package dev.burdock.deploy.command;

import dev.burdock.deploy.destinations.DestinationJson;
import dev.burdock.deploy.destinations.DestinationRow;
import dev.burdock.deploy.destinations.DestinationTable;
import dev.burdock.deploy.destinations.Destinations;
import dev.burdock.deploy.destinations.DestinationsOverview;
import dev.burdock.deploy.destinations.DestinationsSummary;
import dev.burdock.schemas.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock destinations list}. */
@Command(
    name = "list",
    description = "Lists the destinations that fail or that something waits for, worst first.")
final class DestinationsListCommand implements Callable<Integer> {
  private static final int ROWS = 100;

  @Mixin private ConfigOptions config;

  @Option(names = "--failing", description = "Only those that fail.")
  private boolean failing;

  @Option(names = "--json", description = "One JSON object per line, times in ms; no summary.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most N of them (default: 100; with --json all).")
  private Integer limit;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (limit != null && limit < 1) {
      throw ConfigException.of("--limit", limit, "at least 1");
    }
    Clock clock = Clock.systemUTC();
    Destinations destinations = DestinationsAccess.of(config, clock);
    DestinationsOverview all = destinations.overview();
    DestinationsAccess.tellUnreadable(all, spec);
    print(failing ? all.failing().rows() : all.rows(), clock.millis());
    return 0;
  }

  private void print(List<DestinationRow> rows, long now) {
    PrintWriter out = spec.commandLine().getOut();
    int most = limit == null ? (json ? rows.size() : ROWS) : limit;
    List<DestinationRow> shown = rows.subList(0, Math.min(most, rows.size()));
    if (json) {
      shown.forEach(row -> out.println(DestinationJson.of(row)));
    } else {
      DestinationTable.print(shown, now, out);
      out.println(DestinationsSummary.of(rows, shown.size(), now));
    }
    out.flush();
  }
}
