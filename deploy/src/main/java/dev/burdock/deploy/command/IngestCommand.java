package dev.burdock.deploy.command;

import dev.burdock.deploy.app.Role;
import picocli.CommandLine.Command;

/** {@code burdock ingest}. */
@Command(
    name = "ingest",
    description = "Takes events from the homeserver and puts them into Kafka.")
final class IngestCommand extends RoleCommand {
  @Override
  Role role() {
    return Role.INGEST;
  }
}
