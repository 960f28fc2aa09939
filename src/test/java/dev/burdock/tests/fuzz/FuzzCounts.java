package dev.burdock.tests.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many inputs each surface was tried with, and how many of them did harm. */
final class FuzzCounts {
  private static final Path FILE = Path.of("target", "fuzz", "inputs.txt");
  private static final String ROW = "%-24s %10d %7d%n";

  private final Map<String, Count> counts = new TreeMap<>();

  private record Count(long inputs, long faults) {
    private Count and(Count other) {
      return new Count(inputs + other.inputs, faults + other.faults);
    }
  }

  FuzzCounts(List<Surface> surfaces) {
    surfaces.forEach(surface -> counts.put(surface.name(), new Count(0, 0)));
  }

  synchronized void add(Surface surface, long inputs, long faults) {
    counts.merge(surface.name(), new Count(inputs, faults), Count::and);
  }

  /** A line for each surface and one for all, on the standard output and in a file of the build. */
  synchronized void print(String title) {
    StringBuilder table = new StringBuilder();
    table.append("fuzz: %s%n%-24s %10s %7s%n".formatted(title, "surface", "inputs", "faults"));
    Count all = new Count(0, 0);
    for (Map.Entry<String, Count> one : counts.entrySet()) {
      Count count = one.getValue();
      table.append(ROW.formatted(one.getKey(), count.inputs(), count.faults()));
      all = all.and(count);
    }
    table.append(ROW.formatted("all", all.inputs(), all.faults()));
    System.out.print(table);
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
