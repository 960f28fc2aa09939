package dev.burdock.tests.synapse;

import dev.burdock.deploy.app.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL with an empty database {@code synapse} of its owner {@code synapse}. */
final class Postgres implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

  private final ServerProcess server;
  private final int port;
  private final Path data;

  private Postgres(ServerProcess server, int port, Path data) {
    this.server = server;
    this.port = port;
    this.data = data;
  }

  /** The folder of its programs; empty where it is not installed. */
  static Optional<Path> programs() {
    if (!Files.isDirectory(PACKAGES)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(PACKAGES)) {
      return versions.map(version -> version.resolve("bin")).filter(Files::isDirectory).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Postgres start(Path log) throws IOException, InterruptedException {
    // Not below a folder of ours: it does not run as root, who alone may enter that.
    Path data = Files.createTempDirectory("burdock-postgres-");
    List<String> as = List.of();
    if (System.getProperty("user.name").equals("root")) {
      ServerProcess.run(List.of("chown", "postgres", data.toString()), log);
      as = List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
    }
    String bin = programs().orElseThrow() + "/";
    int port = FreePort.on("127.0.0.1");
    run(
        as,
        log,
        bin + "initdb",
        "-D",
        data + "/db",
        "-U",
        "synapse",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync");
    List<String> command = new ArrayList<>(as);
    command.addAll(List.of(bin + "postgres", "-D", data + "/db", "-p", "" + port, "-k", "" + data));
    for (String setting :
        List.of("listen_addresses=127.0.0.1", "fsync=off", "max_connections=200")) {
      command.addAll(List.of("-c", setting));
    }
    Postgres postgres = new Postgres(ServerProcess.start(command, log, port), port, data);
    run(as, log, bin + "createdb", "-h", "127.0.0.1", "-p", "" + port, "-U", "synapse", "synapse");
    return postgres;
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    server.close();
    Folders.delete(data);
  }

  private static void run(List<String> as, Path log, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(as);
    all.addAll(List.of(command));
    ServerProcess.run(all, log);
  }
}
