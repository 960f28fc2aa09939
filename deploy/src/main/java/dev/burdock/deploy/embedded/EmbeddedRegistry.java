package dev.burdock.deploy.embedded;

import dev.burdock.schemas.run.PrivateFolder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The real Apicurio Registry as a child process, listening on 127.0.0.1 only. Its schemas and their
 * ids are in a database file of its folder and survive a restart and a kill (ADR 0011). The child
 * ends when this process ends, whichever way.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofSeconds(90);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Process process;
  private final int port;
  private final Path output;
  private final ChildRecord record;

  private EmbeddedRegistry(Process process, int port, Path output, ChildRecord record) {
    this.process = process;
    this.port = port;
    this.output = output;
    this.record = record;
  }

  /**
   * Starts a registry whose data is in {@code dir}, which is created when it is missing; returns
   * when it serves.
   *
   * @param port of 127.0.0.1; 0 for any free one
   * @throws IOException when it is not installed, ends at once or does not serve in time; the
   *     message names the file with what it said
   */
  public static EmbeddedRegistry start(Path dir, int port)
      throws IOException, InterruptedException {
    Path folder = PrivateFolder.make(dir).toAbsolutePath();
    ChildRecord record = new ChildRecord(folder.resolve("registry.pid"));
    record.endLeftover(STOP_DEADLINE);
    int chosen = FreePorts.orFree(port);
    Path output = folder.resolve("registry.log");
    ProcessBuilder builder =
        new ProcessBuilder(RegistryDistribution.locate().command())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(chosen));
    builder.environment().put("REGISTRY_DATASOURCE_URL", database(folder));
    Process process = builder.start();
    record.write(process.toHandle());
    EmbeddedRegistry registry = new EmbeddedRegistry(process, chosen, output, record);
    try {
      registry.awaitServing();
    } catch (IOException | InterruptedException | RuntimeException e) {
      registry.close();
      throw e;
    }
    return registry;
  }

  /** Base URL of its Confluent-compatible API. */
  public String url() {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  /** Of the child process. */
  public long pid() {
    return process.pid();
  }

  public boolean ready() {
    return process.isAlive();
  }

  /** Stops the child, by force after 10 s. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    record.delete();
  }

  /** Without a write delay a schema is on disk before its id is answered. */
  private static String database(Path folder) {
    return "jdbc:h2:file:" + folder.resolve("registry") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
  }

  private void awaitServing() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + "/subjects")).timeout(START_DEADLINE).build();
    long deadline = System.nanoTime() + START_DEADLINE.toNanos();
    while (System.nanoTime() < deadline) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "schema registry on port "
                + port
                + " ended with status "
                + process.exitValue()
                + " (see "
                + output
                + ")");
      }
      try {
        if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
    }
    throw new IOException(
        "schema registry does not serve after "
            + START_DEADLINE.toSeconds()
            + " s (see "
            + output
            + ")");
  }
}
