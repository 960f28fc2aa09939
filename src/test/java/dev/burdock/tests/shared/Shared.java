package dev.burdock.tests.shared;

import dev.burdock.deploy.app.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what is shared when the JVM ends, the youngest first, and deletes its folder. */
final class Shared {
  private static final Path FOLDER = make();
  private static final Deque<AutoCloseable> PARTS = new ArrayDeque<>();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Shared::close, "shared-end"));
  }

  private Shared() {}

  /** A folder that is there until the JVM ends. */
  static Path folder(String name) {
    return FOLDER.resolve(name);
  }

  static synchronized <T extends AutoCloseable> T closing(T part) {
    PARTS.push(part);
    return part;
  }

  private static synchronized void close() {
    for (AutoCloseable part : PARTS) {
      try {
        part.close();
      } catch (Exception e) {
        System.out.println("not closed: " + e);
      }
    }
    try {
      Folders.delete(FOLDER);
    } catch (IOException e) {
      System.out.println("not deleted: " + e);
    }
  }

  private static Path make() {
    try {
      return Files.createTempDirectory("burdock-shared-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
