package dev.burdock.tests.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/** The failure that an input caused, with what it takes to see it again. */
final class Harm {
  private static final int SHOWN = 2_000;

  private Harm() {}

  /**
   * Writes the input to a file.
   *
   * @param number of the input in its run, from 0
   */
  static AssertionError of(
      Surface surface, long seed, long number, byte[] input, Throwable failure) {
    Path file = Path.of("target", "fuzz", surface.name() + "-" + seed + "-" + number);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String shown =
        Base64.getEncoder().encodeToString(Arrays.copyOf(input, Math.min(SHOWN, input.length)));
    return new AssertionError(
        "%s: seed=%d input=%d file=%s (for %s once it holds) bytes=%d base64=%s"
            .formatted(
                surface.name(),
                seed,
                number,
                file,
                Corpus.folder(surface.name()),
                input.length,
                shown),
        failure);
  }
}
