package dev.burdock.deploy.command;

import java.util.List;

/**
 * Commands that are there when their jar is on the class path, found by {@link
 * java.util.ServiceLoader}: the product knows nothing of the module that brings them.
 */
public interface Commands {
  /** Objects annotated with {@link picocli.CommandLine.Command}, each with its own name. */
  List<Object> commands();
}
