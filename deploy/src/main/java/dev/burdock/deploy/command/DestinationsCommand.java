package dev.burdock.deploy.command;

import picocli.CommandLine.Command;

/** {@code burdock destinations}, a group of commands. */
@Command(
    name = "destinations",
    description = {
      "Shows which remote servers fail or have something waiting, and tells their owners what to"
          + " do.",
      "What to do when: docs/operations.md."
    },
    subcommands = {
      DestinationsListCommand.class,
      DestinationsShowCommand.class,
      DestinationsRetryCommand.class,
      DestinationsForgetCommand.class
    })
public final class DestinationsCommand {}
