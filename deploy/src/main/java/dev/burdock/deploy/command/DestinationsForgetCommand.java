package dev.burdock.deploy.command;

import dev.burdock.schemas.destination.Command;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock destinations forget}. */
@CommandLine.Command(
    name = "forget",
    description = "Drops all that waits for destinations. Without --yes it only says what.",
    footer = "%nExits with 3 when nothing is known about one of them, or its owner did not react.")
final class DestinationsForgetCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config;
  @Mixin private DestinationNames names;
  @Mixin private CommandWait wait;

  @Option(names = "--yes", description = "Really drops it.")
  private boolean yes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var order = new DestinationsOrder(config, names, wait, Clock.systemUTC(), spec);
    return yes ? order.give(Command.FORGET) : order.rehearseForget();
  }
}
