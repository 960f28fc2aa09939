package dev.burdock.testkit.command;

import dev.burdock.deploy.command.Commands;
import java.util.List;

/** The commands that need a simulated world: {@code demo} and {@code bench}. */
public final class TestkitCommands implements Commands {
  @Override
  public List<Object> commands() {
    return List.of(new DemoCommand(), new BenchCommand());
  }
}
