package dev.burdock.testkit.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code burdock} command as a child process that can be killed, stopped and started again. */
public final class RoleProcess implements AutoCloseable {
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final Duration SCRAPE = Duration.ofSeconds(10);
  private static final long POLL_MS = 50;
  private static final long STOP_SECONDS = 15;

  /** Of its heap, at most. */
  public static final int HEAP_MEBIBYTES = 256;

  private final String role;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final URI health;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;

  /**
   * A role that does not run yet.
   *
   * @param config its properties file
   * @param settings further settings, each {@code --set}
   * @param environment further variables of its environment
   * @param managementPort where its health is
   * @param log file that its output is appended to
   */
  public RoleProcess(
      String role,
      Path config,
      Map<String, String> settings,
      Map<String, String> environment,
      int managementPort,
      Path log) {
    this.role = role;
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.health = URI.create("http://127.0.0.1:" + managementPort + "/health");
    this.command = new ArrayList<>(Children.java(HEAP_MEBIBYTES));
    command.addAll(List.of("dev.burdock.deploy.command.Burdock", role));
    command.addAll(List.of("--config", config.toString()));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    command.addAll(List.of("--set", "burdock.management.port=" + managementPort));
  }

  public String role() {
    return role;
  }

  /** The number of the running process. */
  public long pid() {
    return process.pid();
  }

  /** Where its health and metrics are. */
  int managementPort() {
    return health.getPort();
  }

  /** Its metrics, in Prometheus's text format. */
  public String metrics() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(health.resolve("/metrics")).timeout(SCRAPE).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Starts it; returns at once. */
  public RoleProcess start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
    return this;
  }

  /**
   * Waits until it serves.
   *
   * @throws IOException when it ended, or does not within {@code deadline}
   */
  public RoleProcess awaitReady(Duration deadline) throws IOException, InterruptedException {
    long until = System.nanoTime() + deadline.toNanos();
    while (System.nanoTime() < until) {
      if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
        throw new IOException(role + " ended with " + process.exitValue() + " (see " + log + ")");
      }
      if (isReady()) {
        return this;
      }
    }
    throw new IOException(role + " is not ready after " + deadline + " (see " + log + ")");
  }

  /** Whether its health says so. */
  public boolean isReady() throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(health).timeout(PROBE).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it as {@code kill -9} does; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Stops it where it stands (SIGSTOP). */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on (SIGCONT). */
  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Ends it with SIGTERM, and by force when that takes too long. */
  @Override
  public void close() {
    if (!isAlive()) {
      return;
    }
    try {
      thaw();
      process.destroy();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + name + " " + role + " failed");
    }
  }
}
