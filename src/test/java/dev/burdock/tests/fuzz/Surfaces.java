package dev.burdock.tests.fuzz;

import java.util.List;
import java.util.stream.Stream;

/** Every surface; who adds a reader of bytes from outside adds it here. */
final class Surfaces {
  private static final List<Surface> ALL =
      Stream.of(
              NameSurfaces.all(),
              JsonSurfaces.all(),
              DiscoverySurfaces.all(),
              EventSurfaces.all(),
              SyncSurfaces.all(),
              FeedSurfaces.all(),
              AnswerSurfaces.all(),
              RecordSurfaces.all())
          .flatMap(List::stream)
          .toList();

  private Surfaces() {}

  /** The one that {@code burdock.fuzz.surface} names, or all. */
  static List<Surface> chosen() {
    String name = System.getProperty("burdock.fuzz.surface", "");
    List<Surface> chosen =
        ALL.stream().filter(surface -> name.isEmpty() || surface.name().equals(name)).toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "burdock.fuzz.surface: " + name + " (expected: one of " + ALL + ")");
    }
    return chosen;
  }
}
