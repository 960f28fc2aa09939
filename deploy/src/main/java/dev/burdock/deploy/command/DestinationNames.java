package dev.burdock.deploy.command;

import dev.burdock.matrix.id.InvalidIdException;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.schemas.config.ConfigException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Parameters;

/** The destinations that a command is for. */
final class DestinationNames {
  @Parameters(
      paramLabel = "DESTINATION",
      arity = "1..*",
      description = "Server names: example.org, example.org:8448, …")
  private List<String> names = List.of();

  /** Each name once, in the order given. */
  Set<String> checked() {
    names.forEach(DestinationNames::check);
    return new LinkedHashSet<>(names);
  }

  /**
   * Refuses what is no server name.
   *
   * @throws ConfigException that names the value and what is expected
   */
  static void check(String name) {
    try {
      ServerName.parse(name);
    } catch (InvalidIdException e) {
      throw new ConfigException(e.getMessage());
    }
  }
}
