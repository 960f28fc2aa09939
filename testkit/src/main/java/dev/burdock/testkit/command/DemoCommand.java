package dev.burdock.testkit.command;

import dev.burdock.deploy.app.Folders;
import dev.burdock.deploy.app.Shutdown;
import dev.burdock.testkit.demo.Demo;
import dev.burdock.testkit.demo.DemoOptions;
import dev.burdock.testkit.demo.report.DemoReport;
import dev.burdock.testkit.demo.report.ReportTable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock demo}. */
@Command(
    name = "demo",
    description = {
      "Runs the whole pipeline on a recording of a real homeserver: feeds it, polls it, and checks"
          + " what five remote servers and three clients get.",
      "Needs nothing but Java; listens on 127.0.0.1 and 127.2.0.0/16 only."
    },
    footer = "%nExits with 3 when anything was lost, duplicated, late or against the protocol.")
final class DemoCommand implements Callable<Integer> {
  private static final int NOT_CLEAN = 3;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long events are fed (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "25",
      description = "Events per second (default: ${DEFAULT-VALUE}; the recording's own is 7).")
  private double rate;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes the final figures there, as JSON.")
  private Path report;

  @Option(
      names = "--keep",
      description = "Keeps the folder with all topics and all that was observed.")
  private boolean keep;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    var out = spec.commandLine().getOut();
    DemoOptions options =
        new DemoOptions(
            seconds,
            rate,
            Boolean.getBoolean("burdock.terminal"),
            Long.getLong("burdock.started", ManagementFactory.getRuntimeMXBean().getStartTime()));
    Path folder = Files.createTempDirectory("burdock-demo-");
    Demo demo = new Demo(options, out, Clock.systemUTC());
    Shutdown.closing(
        () -> {
          demo.close();
          if (!keep) {
            Folders.delete(folder);
          }
        });
    if (keep) {
      out.println("burdock demo: keeps " + folder);
    }
    DemoReport result = demo.run(folder);
    out.print(ReportTable.of(result));
    if (report != null) {
      Files.writeString(report, result.json().toPrettyString() + "\n");
    }
    boolean clean = result.isClean();
    out.println(clean ? "nothing lost, nothing twice, nothing late" : "NOT as it should be");
    out.flush();
    return clean ? 0 : NOT_CLEAN;
  }
}
