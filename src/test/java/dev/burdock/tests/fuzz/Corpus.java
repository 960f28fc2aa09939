package dev.burdock.tests.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The committed inputs of each surface: what is well-formed, and what once did harm. */
final class Corpus {
  /** Relative to the module, as Maven runs tests there. */
  private static final Path FOLDER = Path.of("resources", "fuzz");

  private Corpus() {}

  /** Seeds of the surface and the files of its folder, in the order of their names. */
  static List<byte[]> of(Surface surface) {
    List<byte[]> inputs = new ArrayList<>(surface.seeds());
    Path folder = folder(surface.name());
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.sorted().forEach(file -> inputs.add(read(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return inputs;
  }

  static Path folder(String surface) {
    return FOLDER.resolve(surface);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
