package dev.burdock.testkit.command;

import dev.burdock.testkit.bench.DoorCommand;
import dev.burdock.testkit.bench.DrainCommand;
import dev.burdock.testkit.bench.FailoverCommand;
import dev.burdock.testkit.bench.NamesCommand;
import dev.burdock.testkit.bench.NeighboursCommand;
import dev.burdock.testkit.bench.RestartCommand;
import dev.burdock.testkit.soak.SoakCommand;
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
      NamesCommand.class,
      DoorCommand.class
    })
final class BenchCommand {}
