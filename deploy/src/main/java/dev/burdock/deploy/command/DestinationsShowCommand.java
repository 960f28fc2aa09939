package dev.burdock.deploy.command;

import dev.burdock.deploy.destinations.DestinationDetails;
import dev.burdock.deploy.destinations.DestinationPage;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.topic.RetryTopic;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code burdock destinations show}. */
@Command(
    name = "show",
    description = "Prints everything that is known about one destination.",
    footer = "%nExits with 3 when nothing is known about it: it is healthy.")
final class DestinationsShowCommand implements Callable<Integer> {
  private static final int HEALTHY = 3;

  @Mixin private ConfigOptions config;

  @Parameters(paramLabel = "DESTINATION", description = "Server name: example.org, …")
  private String name;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    DestinationNames.check(name);
    Clock clock = Clock.systemUTC();
    DestinationDetails details = DestinationsAccess.of(config, clock).details(name);
    PrintWriter out = spec.commandLine().getOut();
    boolean known = details.row().known();
    if (known) {
      String prefix = KafkaConfig.from(config.settings()).topicPrefix();
      DestinationPage.print(details, RetryTopic.group(prefix), clock.millis(), out);
    } else {
      out.println(name + ": nothing fails, nothing waits");
    }
    out.flush();
    return known ? 0 : HEALTHY;
  }
}
