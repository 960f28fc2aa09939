package dev.burdock.testkit.process;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Child processes that run this process's Java and classes. */
final class Children {
  private Children() {}

  /** The beginning of a command: what follows is a main class and its arguments. */
  static List<String> java(int mebibytes) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx" + mebibytes + "m",
        "-XX:+ExitOnOutOfMemoryError",
        "-cp",
        classPath());
  }

  /** Waits for the end of a process that was told to end, and forces it when that takes long. */
  static void awaitEnd(Process process, long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The class path of this process, also where a test runner hid it. */
  private static String classPath() {
    String hidden = System.getProperty("surefire.test.class.path");
    String path = hidden == null ? System.getProperty("java.class.path") : hidden;
    return path.replace(File.pathSeparator + File.pathSeparator, File.pathSeparator);
  }
}
