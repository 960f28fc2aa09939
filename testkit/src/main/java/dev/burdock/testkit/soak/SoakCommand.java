package dev.burdock.testkit.soak;

import dev.burdock.testkit.guarantee.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code burdock bench soak}. */
@Command(
    name = "soak",
    description = {
      "Runs all roles as processes over an embedded broker, streams events through them, and"
          + " breaks",
      "one thing after the other, each once and then at random: kills and stops roles, restarts"
          + " the",
      "broker, loses stores, sets clocks (with libfaketime), lets remote servers fail.",
      "Exits with 3 when a guarantee of delivery does not hold, or clients saw more again than"
          + " allowed."
    })
public final class SoakCommand implements Callable<Integer> {
  private static final int BROKEN = 3;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "5",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(names = "--each-once", description = "Breaks each thing once, in shorter time, and ends.")
  private boolean eachOnce;

  @Option(names = "--seed", paramLabel = "N", description = "Repeats the choices of a run.")
  private Long seed;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "New folder of its data and logs (default: a temporary one).")
  private Path data;

  @Option(
      names = "--most-repeats",
      paramLabel = "N",
      defaultValue = "" + Long.MAX_VALUE,
      showDefaultValue = Help.Visibility.NEVER,
      description = "Most events that clients may see again across crashes (default: any number).")
  private long mostRepeats;

  @Spec private CommandSpec spec;

  private List<String> broken = List.of();

  /** What it broke, in order, when it has run. */
  public List<String> broken() {
    return broken;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, GeneralSecurityException {
    PrintWriter out = spec.commandLine().getOut();
    long chosen = seed == null ? new SecureRandom().nextLong() : seed;
    Path folder = data == null ? Files.createTempDirectory("burdock-soak") : data;
    out.printf("seed %d, data in %s%n", chosen, folder);
    out.flush();
    long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    Tempo tempo = eachOnce ? Tempo.BRISK : Tempo.USUAL;
    try (Soak soak = new Soak(folder, tempo, new Random(chosen), out)) {
      int rounds = 0;
      Verdict verdict = soak.verdict();
      while (verdict.holds() && (eachOnce ? rounds < soak.kinds() : System.nanoTime() < end)) {
        verdict = soak.round();
        rounds++;
      }
      broken = soak.broken();
      out.printf(
          "%d rounds, the first %d of all kinds, %d events, %d seen again by clients, %s%n",
          rounds, Math.min(rounds, soak.kinds()), soak.sent(), verdict.clientDuplicates(), verdict);
      out.flush();
      return verdict.holds() && verdict.clientDuplicates() <= mostRepeats ? 0 : BROKEN;
    }
  }
}
