package dev.burdock.deploy.command;

import dev.burdock.deploy.app.Role;
import picocli.CommandLine.Command;

/** {@code burdock sync}. */
@Command(name = "sync", description = "Gives clients the sticky events of their rooms in /sync.")
final class SyncCommand extends RoleCommand {
  @Override
  Role role() {
    return Role.SYNC;
  }
}
