package dev.burdock.deploy.command;

import dev.burdock.deploy.destinations.CommandReports;
import dev.burdock.deploy.destinations.DestinationRow;
import dev.burdock.deploy.destinations.Destinations;
import dev.burdock.deploy.destinations.DestinationsOverview;
import dev.burdock.schemas.destination.Command;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** A command of an operator to the owners of some destinations, and what is told of it. */
final class DestinationsOrder {
  private static final int NOT_DONE = 3;

  private final Set<String> names;
  private final Duration wait;
  private final Clock clock;
  private final Destinations destinations;
  private final CommandSpec spec;
  private final PrintWriter out;

  DestinationsOrder(
      ConfigOptions config,
      DestinationNames names,
      CommandWait wait,
      Clock clock,
      CommandSpec spec) {
    this.names = names.checked();
    this.wait = wait.checked();
    this.clock = clock;
    this.destinations = DestinationsAccess.of(config, clock);
    this.spec = spec;
    this.out = spec.commandLine().getOut();
  }

  /** Writes the command for those that are known; returns the status of the process. */
  int give(Command command) throws IOException, InterruptedException {
    List<DestinationRow> known = known();
    var reactions = destinations.command(command, known, wait);
    long now = clock.millis();
    for (DestinationRow row : known) {
      String name = row.destination();
      out.println(
          reactions.containsKey(name)
              ? CommandReports.reaction(name, reactions.get(name), now)
              : CommandReports.noReaction(name, wait.toSeconds()));
    }
    out.flush();
    boolean all = known.size() == names.size();
    return all && (wait.isZero() || reactions.size() == known.size()) ? 0 : NOT_DONE;
  }

  /** Says what would be dropped and writes nothing. */
  int rehearseForget() throws IOException, InterruptedException {
    List<DestinationRow> known = known();
    long now = clock.millis();
    known.forEach(row -> out.println(CommandReports.forgetting(row, now)));
    out.println("dry run: nothing was dropped; --yes drops it");
    out.flush();
    return known.size() == names.size() ? 0 : NOT_DONE;
  }

  /** Those that something is known about; says so of the others. */
  private List<DestinationRow> known() throws IOException, InterruptedException {
    DestinationsOverview overview = destinations.overview(names);
    DestinationsAccess.tellUnreadable(overview, spec);
    Set<String> unknown = new LinkedHashSet<>(names);
    overview.rows().forEach(row -> unknown.remove(row.destination()));
    unknown.forEach(name -> out.println(CommandReports.unknown(name)));
    return overview.rows();
  }
}
