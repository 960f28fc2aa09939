package dev.burdock.deploy.command;

import dev.burdock.deploy.app.Role;
import picocli.CommandLine.Command;

/** {@code burdock streams}. */
@Command(
    name = "streams",
    description = "Keeps the state of rooms, decides what is delivered, and serves room reads.")
final class StreamsCommand extends RoleCommand {
  @Override
  Role role() {
    return Role.STREAMS;
  }
}
