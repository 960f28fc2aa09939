package dev.burdock.deploy.command;

import dev.burdock.deploy.app.Role;
import picocli.CommandLine.Command;

/** {@code burdock federation}. */
@Command(name = "federation", description = "Pushes sticky events to remote servers.")
final class FederationCommand extends RoleCommand {
  @Override
  Role role() {
    return Role.FEDERATION;
  }
}
