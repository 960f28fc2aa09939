package dev.burdock.testkit.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A hosts file that stands for DNS: a Java process with it finds these names, and no others. */
public final class Hosts {
  private final Path file;
  private final Map<String, String> addresses = new TreeMap<>();

  /** A file in which no name is yet. */
  public Hosts(Path file) throws IOException {
    this.file = file.toAbsolutePath();
    write();
  }

  /** What a process needs in its environment. */
  public Map<String, String> environment() {
    return Map.of("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + file);
  }

  /** From now on a name is found at an address. */
  public synchronized void add(String name, String address) throws IOException {
    addresses.put(name, address);
    write();
  }

  private void write() throws IOException {
    String lines =
        addresses.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
            .collect(Collectors.joining());
    WholeFile.write(file, lines);
  }
}
