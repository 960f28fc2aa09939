package dev.burdock.deploy.command;

import dev.burdock.deploy.app.FaultWatch;
import dev.burdock.deploy.app.Role;
import dev.burdock.deploy.app.Shutdown;
import dev.burdock.deploy.app.Standalone;
import dev.burdock.deploy.config.ManagementConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock standalone}. */
@Command(
    name = "standalone",
    description = {
      "Everything in one process: embedded Kafka, embedded schema registry, all roles.",
      "What is not configured is chosen at the first start and kept in DIR/standalone.properties."
    })
final class StandaloneCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".burdock/data",
      description = "Folder of its data; survives restarts (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Standalone standalone = Standalone.start(data, config.settings());
    Shutdown shutdown = Shutdown.closing(standalone);
    FaultWatch.start(standalone::fault, ManagementConfig.from(standalone.settings()).faultGrace());
    var out = spec.commandLine().getOut();
    out.printf("ready: kafka %s%n", standalone.kafka().bootstrapServers());
    out.printf("ready: registry %s%n", standalone.kafka().registryUrl());
    for (Role role : Role.values()) {
      String name = role.name().toLowerCase(Locale.ROOT);
      out.printf("ready: %s%s%n", name, port(standalone.port(role)));
    }
    out.printf("ready: health and metrics%s%n", port(standalone.managementPort()));
    out.flush();
    shutdown.await();
    return 0;
  }

  private static String port(int port) {
    return port < 0 ? "" : " port " + port;
  }
}
