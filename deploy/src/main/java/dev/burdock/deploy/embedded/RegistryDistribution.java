package dev.burdock.deploy.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The unpacked Apicurio Registry: the build puts it beside our own classes, as {@code ../registry}.
 *
 * @param runner the registry's runner jar, whose manifest names its libraries
 */
record RegistryDistribution(Path runner) {

  /**
   * Finds the distribution.
   *
   * @throws IOException when it is not there
   */
  static RegistryDistribution locate() throws IOException {
    Path folder = ownClasses().resolveSibling("registry");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        var runner = files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst();
        if (runner.isPresent()) {
          return new RegistryDistribution(runner.get());
        }
      }
    }
    throw new IOException(folder + ": no schema registry there (the build of deploy/ unpacks it)");
  }

  /** The command that runs it as a child of this process. */
  List<String> command() throws IOException {
    try (JarFile jar = new JarFile(runner.toFile())) {
      String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx192m",
          "-XX:+ExitOnOutOfMemoryError",
          "-cp",
          ownClasses() + System.getProperty("path.separator") + runner,
          RegistryChild.class.getName(),
          main);
    }
  }

  private static Path ownClasses() throws IOException {
    try {
      return Path.of(
          RegistryChild.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
