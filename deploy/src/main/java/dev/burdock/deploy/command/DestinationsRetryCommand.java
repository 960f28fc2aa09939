package dev.burdock.deploy.command;

import dev.burdock.schemas.destination.Command;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code burdock destinations retry}. */
@CommandLine.Command(
    name = "retry",
    description = "Ends the backoff of destinations: their owners call them now.",
    footer = "%nExits with 3 when one of them is not known to fail, or its owner did not react.")
final class DestinationsRetryCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config;
  @Mixin private DestinationNames names;
  @Mixin private CommandWait wait;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var order = new DestinationsOrder(config, names, wait, Clock.systemUTC(), spec);
    return order.give(Command.RETRY);
  }
}
