package dev.burdock.tests.synapse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Synapse as a child process on loopback: SQLite, MSC4354 on, no rate limits.
 *
 * <p>Its name is {@code host:port} of its federation listener, which speaks TLS with a certificate
 * of the {@link TestCa}. It can be stopped and started again on its data, under the same name.
 */
public final class SynapseServer implements AutoCloseable {
  /** Token that an application service shows to this server. */
  public static final String AS_TOKEN = "as-token-of-the-test-servers";

  /** Token that this server shows to its application service. */
  public static final String HS_TOKEN = "hs-token-of-the-test-servers";

  /** Id of the server's signing key. */
  public static final String KEY_ID = "ed25519:a_test";

  private static final String WORKERS = "workers.yaml";

  private static final Duration START = Duration.ofMinutes(2);

  private final SynapseOptions options;
  private final Path folder;
  private final TestCa ca;
  private final int clientPort;
  private final int federationPort;
  private final String seed;
  private Process process;

  private SynapseServer(SynapseOptions options, Path folder, TestCa ca) {
    this.options = options;
    this.folder = folder;
    this.ca = ca;
    this.clientPort = FreePort.on(options.host());
    this.federationPort = FreePort.on(options.host());
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    this.seed = Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Prepares a server and starts its process; {@link #awaitUp} waits for it, so that several can
   * start side by side.
   *
   * @param folder for its configuration, database and log; made if missing
   */
  public static SynapseServer launch(SynapseOptions options, Path folder, TestCa ca) {
    return launch(options, folder, ca, "");
  }

  /**
   * The same with further lines of YAML in its configuration; a key there replaces one of before.
   */
  public static SynapseServer launch(
      SynapseOptions options, Path folder, TestCa ca, String furtherLines) {
    SynapseServer server = new SynapseServer(options, folder, ca);
    server.configure();
    server.configureFurther(furtherLines);
    server.start();
    return server;
  }

  /** The server name: {@code host:federationPort}. */
  public String name() {
    return options.host() + ":" + federationPort;
  }

  /** Base of the client and admin APIs, plain HTTP, without a trailing slash. */
  public URI clientUrl() {
    return URI.create("http://" + options.host() + ":" + clientPort);
  }

  /** Base of the federation API: TLS with a certificate of the authority. */
  public URI federationUrl() {
    return URI.create("https://" + name());
  }

  /** Seed of the signing key {@link #KEY_ID}: 32 bytes in unpadded Base64. */
  public String signingSeed() {
    return seed;
  }

  /** Registers a user; every call needs another localpart. */
  public MatrixClient register(String localpart) {
    return Registration.register(this, localpart, false);
  }

  /** Registers a user who may use Synapse's admin API. */
  public MatrixClient registerAdmin(String localpart) {
    return Registration.register(this, localpart, true);
  }

  /** Blocks until the client API answers; throws with the end of the log if it never does. */
  public SynapseServer awaitUp() {
    MatrixClient nobody = MatrixClient.anonymous(clientUrl());
    try {
      Awaitility.await()
          .atMost(START)
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptions()
          .until(() -> !process.isAlive() || nobody.raw("GET", "/health", null).status() == 200);
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException(name() + " does not answer:\n" + endOfLog(), e);
    }
    if (!process.isAlive()) {
      throw new IllegalStateException(name() + " ended:\n" + endOfLog());
    }
    return this;
  }

  /** Starts the process of a server that was stopped, on the data that it had. */
  public void start() {
    try {
      process = SynapseFiles.run("synapse.app.homeserver", configuration(), log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the process and waits for its end; harmless when it has ended. */
  public void stop() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the process where it stands (SIGSTOP), until it is to go on. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets it go on (SIGCONT). */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Synapse's log of all its starts. */
  public Path log() {
    return folder.resolve("synapse.log");
  }

  /** The files of its configuration, which its workers read too. */
  List<Path> configuration() {
    Path base = folder.resolve("homeserver.yaml");
    return options.workers().isEmpty() ? List.of(base) : List.of(base, folder.resolve(WORKERS));
  }

  private void configure() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ca.issue(options.host());
    Map<String, String> values = new HashMap<>();
    values.put("server_name", name());
    values.put("host", options.host());
    values.put("client_port", Integer.toString(clientPort));
    values.put("federation_port", Integer.toString(federationPort));
    values.put("signing_key", KEY_ID.replace(':', ' ') + " " + seed);
    values.put("folder", folder.toAbsolutePath().toString());
    values.put("tls_folder", ca.folder().toAbsolutePath().toString());
    values.put("send_federation", Boolean.toString(options.sendFederation()));
    values.put("app_services", options.applicationService().map(this::registration).orElse("[]"));
    values.put("registration_secret", Registration.SECRET);
    SynapseFiles.instantiate("homeserver.yaml.template", values, folder.resolve("homeserver.yaml"));
    if (!options.workers().isEmpty()) {
      values.putAll(options.workers());
      SynapseFiles.instantiate(WORKERS + ".template", values, folder.resolve(WORKERS));
    }
  }

  private void configureFurther(String lines) {
    try {
      Files.writeString(folder.resolve("homeserver.yaml"), "\n" + lines, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the registration of an application service; returns the YAML list that names it. */
  private String registration(URI url) {
    Path file = folder.resolve("appservice.yaml").toAbsolutePath();
    Map<String, String> values =
        Map.of(
            "url",
            url.toString(),
            "as_token",
            AS_TOKEN,
            "hs_token",
            HS_TOKEN,
            // A dot escaped for the expression, its backslash for the quoted YAML string.
            "server_name_regex",
            name().replace(".", "\\\\."));
    SynapseFiles.instantiate("appservice.yaml.template", values, file);
    return "[\"" + file + "\"]";
  }

  private String endOfLog() {
    try {
      String text = Files.readString(log());
      return text.substring(Math.max(0, text.length() - 3000));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }
}
