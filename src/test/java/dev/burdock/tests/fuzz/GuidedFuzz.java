package dev.burdock.tests.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The same surfaces for a fuzzer that is guided by coverage (Jazzer, profile {@code fuzz}): where
 * several are chosen, the first byte of an input says which one the rest is for.
 */
public final class GuidedFuzz {
  private static final List<Surface> SURFACES = Surfaces.chosen();
  private static final FuzzCounts COUNTS = new FuzzCounts(SURFACES);

  private GuidedFuzz() {}

  /** What the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] input) throws Throwable {
    if (SURFACES.size() == 1) {
      tryOne(SURFACES.get(0), input);
    } else if (input.length > 0) {
      Surface surface = SURFACES.get((input[0] & 0xff) % SURFACES.size());
      tryOne(surface, Arrays.copyOfRange(input, 1, input.length));
    }
  }

  /** What the fuzzer calls at its end. */
  public static void fuzzerTearDown() {
    COUNTS.print("guided by coverage");
  }

  private static void tryOne(Surface surface, byte[] input) throws Throwable {
    try {
      surface.check().of(input);
      COUNTS.add(surface, 1, 0);
    } catch (Throwable e) {
      COUNTS.add(surface, 0, 1);
      throw e;
    }
  }

  /** Writes the inputs to begin with into a folder. */
  public static void main(String[] folder) throws IOException {
    Path corpus = Files.createDirectories(Path.of(folder[0]));
    for (int i = 0; i < SURFACES.size(); i++) {
      List<byte[]> inputs = Corpus.of(SURFACES.get(i));
      for (int j = 0; j < inputs.size(); j++) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        if (SURFACES.size() > 1) {
          input.write(i);
        }
        input.writeBytes(inputs.get(j));
        Files.write(corpus.resolve(SURFACES.get(i).name() + "-" + j), input.toByteArray());
      }
    }
  }
}
