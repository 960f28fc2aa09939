package dev.burdock.deploy.app;

import dev.burdock.deploy.bench.DrainCommand;
import dev.burdock.deploy.bench.FailoverCommand;
import dev.burdock.deploy.bench.NamesCommand;
import dev.burdock.deploy.bench.NeighboursCommand;
import dev.burdock.deploy.bench.RestartCommand;
import dev.burdock.deploy.soak.SoakCommand;
import picocli.CommandLine.Command;

/** {@code burdock bench}, a group of commands. */
@Command(
    name = "bench",
    description = "Puts the pipeline under load and faults, and judges what comes of it.",
    subcommands = {
      SoakCommand.class,
      NeighboursCommand.class,
      DrainCommand.class,
      RestartCommand.class,
      FailoverCommand.class,
      NamesCommand.class
    })
final class BenchCommand {}
