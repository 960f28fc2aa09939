package dev.burdock.tests.synapse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real Synapse with workers: two event persisters, two sync workers behind a round robin, one for
 * its application service; on PostgreSQL, Redis and nginx out of Debian's packages.
 */
public final class SynapseCluster implements AutoCloseable {
  /** The workers, by the names that {@link #pause} takes. */
  public static final List<String> WORKERS =
      List.of("persister1", "persister2", "sync1", "sync2", "appservice");

  private static final Duration START = Duration.ofMinutes(3);

  private final Map<String, Process> workers = new LinkedHashMap<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Map<String, String> ports = new HashMap<>();
  private final Path folder;
  private SynapseServer main;

  private SynapseCluster(Path folder) {
    this.folder = folder;
  }

  /** Whether everything that it needs is installed. */
  public static boolean isInstalled() {
    return Postgres.programs().isPresent()
        && ServerProcess.program("redis-server") != null
        && ServerProcess.program("nginx") != null;
  }

  /** Starts it; returns when every worker answers. */
  public static SynapseCluster start(SynapseOptions options, Path folder, TestCa ca) {
    SynapseCluster cluster = new SynapseCluster(folder);
    try {
      Files.createDirectories(folder);
      cluster.run(options, ca);
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cluster.close();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The main process. */
  public SynapseServer main() {
    return main;
  }

  /** The balancer before the client workers. */
  public URI balancer() {
    return URI.create("http://127.0.0.1:" + ports.get("balancer_port"));
  }

  /** Stops a worker where it is. */
  public void pause(String worker) {
    signal(worker, "STOP");
  }

  /** Lets it go on. */
  public void resume(String worker) {
    signal(worker, "CONT");
  }

  @Override
  public void close() {
    workers.values().forEach(Process::destroyForcibly);
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.out.println("not closed: " + e);
      }
    }
  }

  private void run(SynapseOptions options, TestCa ca) throws IOException, InterruptedException {
    for (String worker : WORKERS) {
      ports.put(worker + "_port", "" + FreePort.on(options.host()));
    }
    ports.put("replication_port", "" + FreePort.on(options.host()));
    int balancer = FreePort.on("127.0.0.1");
    int redis = FreePort.on("127.0.0.1");
    ports.put("balancer_port", "" + balancer);
    ports.put("redis_port", "" + redis);
    ports.put("postgres_port", "" + keep(Postgres.start(folder.resolve("postgres.log"))).port());
    keep(
        ServerProcess.start(
            List.of(
                ServerProcess.program("redis-server").toString(),
                "--port",
                "" + redis,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no"),
            folder.resolve("redis.log"),
            redis));
    main = keep(SynapseServer.launch(options.withWorkers(ports), folder.resolve("main"), ca));
    main.awaitUp();
    for (String worker : WORKERS) {
      workers.put(worker, start(worker, options.host()));
    }
    for (String worker : WORKERS) {
      awaitUp(worker, options.host());
    }
    Map<String, String> values = new HashMap<>(ports);
    values.put("host", options.host());
    values.put("client_port", "" + main.clientUrl().getPort());
    values.put("folder", folder.toAbsolutePath().toString());
    Path nginx = folder.resolve("nginx.conf");
    SynapseFiles.instantiate("workers.nginx.template", values, nginx);
    keep(
        ServerProcess.start(
            List.of(
                ServerProcess.program("nginx").toString(),
                "-c",
                nginx.toAbsolutePath().toString(),
                "-e",
                folder.resolve("nginx.log").toAbsolutePath().toString(),
                "-g",
                "daemon off;"),
            folder.resolve("nginx.out"),
            balancer));
  }

  private Process start(String worker, String host) throws IOException {
    Path file = folder.resolve("main").resolve(worker + ".yaml");
    SynapseFiles.instantiate(
        "worker.yaml.template",
        Map.of("worker", worker, "port", ports.get(worker + "_port"), "host", host),
        file);
    List<Path> configuration = new ArrayList<>(main.configuration());
    configuration.add(file);
    return SynapseFiles.run(
        "synapse.app.generic_worker",
        configuration,
        folder.resolve("main").resolve(worker + ".log"));
  }

  private void awaitUp(String worker, String host) {
    MatrixClient nobody =
        MatrixClient.anonymous(URI.create("http://" + host + ":" + ports.get(worker + "_port")));
    Process process = workers.get(worker);
    Awaitility.await(worker)
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> !process.isAlive() || nobody.raw("GET", "/health", null).status() == 200);
    if (!process.isAlive()) {
      throw new IllegalStateException(worker + " ended, see its log in " + folder);
    }
  }

  private void signal(String worker, String name) {
    try {
      long pid = workers.get(worker).pid();
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("kill -" + name + " " + worker);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }
}
