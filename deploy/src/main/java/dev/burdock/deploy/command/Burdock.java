package dev.burdock.deploy.command;

import dev.burdock.schemas.config.ConfigException;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ScopeType;

/** The {@code burdock} command. */
@Command(
    name = "burdock",
    description = "Delivers Matrix sticky events (MSC4354) to clients and servers, over Kafka.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "burdock 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StandaloneCommand.class,
      IngestCommand.class,
      StreamsCommand.class,
      SyncCommand.class,
      FederationCommand.class,
      TopicsCommand.class,
      TailCommand.class,
      DestinationsCommand.class,
      ConfigCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it did what was asked",
      "1:it could not",
      "2:the command line or the configuration cannot be used",
      "3:what was checked is not as it should be (topics, demo, destinations)",
      "143:it was told to end (SIGTERM) and ended cleanly"
    },
    footerHeading = "%n",
    footer = "burdock COMMAND --help says more about each.")
public final class Burdock {
  private static final Logger log = LoggerFactory.getLogger(Burdock.class);

  private Burdock() {}

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** An error of the machine or of a class ends it too, whatever other threads still do. */
  private static int execute(String... args) {
    try {
      return commandLine().execute(args);
    } catch (Error e) {
      log.error("process=ending", e);
      System.err.println("burdock: " + e);
      return ExitCode.SOFTWARE;
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Burdock());
    ServiceLoader.load(Commands.class)
        .forEach(more -> more.commands().forEach(line::addSubcommand));
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
  }

  private static int report(Exception e, CommandLine command) {
    log.debug("command={} failed", command.getCommandName(), e);
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    command.getErr().println("burdock: " + message);
    return e instanceof ConfigException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }
}
