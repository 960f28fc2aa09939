package dev.burdock.testkit.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The live objects of another Java process, as the JDK's own {@code jcmd} counts them. */
final class Heap {
  private static final Pattern TOTAL =
      Pattern.compile("^Total\\s+(\\d+)\\s+(\\d+)", Pattern.MULTILINE);

  private Heap() {}

  /**
   * Bytes of its heap that are in use after a full collection ({@code jcmd PID
   * GC.class_histogram}).
   *
   * @throws IOException when there is no {@code jcmd}, or it does not answer as expected
   */
  static long used(long pid) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    Matcher total = TOTAL.matcher(said);
    if (status != 0 || !total.find()) {
      throw new IOException("jcmd: " + said.lines().findFirst().orElse("status " + status));
    }
    return Long.parseLong(total.group(2));
  }
}
