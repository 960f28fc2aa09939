package dev.burdock.tests.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.burdock.matrix.sign.SigningKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs a role sees of its end. */
@DisplayName("A process that cannot go on")
public class EndsIT {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofMinutes(1);
  private static final Path SCRIPT = Path.of("..", "..", "burdock");
  private static final Pattern INGEST =
      Pattern.compile("^ready: ingest port (\\d+)$", Pattern.MULTILINE);
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("------rwx");
  private static final int MEBIBYTE = 1 << 20;
  private static final int MORE_THAN_THERE_IS = 200;

  @TempDir Path folder;
  private Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  @DisplayName("for lack of memory ends; while it ran, nobody else could read a file of it")
  void noMemory() throws Exception {
    Path data = folder.resolve("data");
    int port = standalone(data);
    assertThat(openToOthers(data)).isEmpty();
    assertThat(permissions(data)).isEqualTo(OWNERS);

    post(port);

    assertThat(process.waitFor(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said()).isNotZero();
  }

  @Test
  @DisplayName("for lack of a class ends with a status that says so")
  void noClass() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", classPathWithout("caffeine")));
    command.addAll(List.of("dev.burdock.deploy.command.Burdock", "ingest"));
    Path key = folder.resolve("signing.key");
    Files.writeString(key, SigningKey.generate("a", new Random(1)).toFileLine() + "\n");
    command.addAll(List.of("--set", "burdock.servers=here.test"));
    command.addAll(List.of("--set", "burdock.signing-key.here.test=" + key));
    command.addAll(List.of("--set", "burdock.internal.secret=s"));
    command.addAll(List.of("--set", "burdock.management.port=0"));
    command.addAll(List.of("--set", "burdock.ingest.port=0"));
    HttpServer registry = emptyRegistry();
    command.addAll(
        List.of(
            "--set", "burdock.registry.url=http://127.0.0.1:" + registry.getAddress().getPort()));
    start(new ProcessBuilder(command));

    assertThat(process.waitFor(END.toSeconds(), TimeUnit.SECONDS)).as(said()).isTrue();
    registry.stop(0);
    assertThat(process.exitValue()).as(said()).isEqualTo(1);
    assertThat(said()).contains("caffeine");
  }

  /** Answers the one question that a role asks before it starts: which subjects there are. */
  private static HttpServer emptyRegistry() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] none = "[]".getBytes(StandardCharsets.US_ASCII);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, none.length);
          exchange.getResponseBody().write(none);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Started by the checkout's command where nothing keeps files to their owner; its port. */
  private int standalone(Path data) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", "umask 000; exec \"$0\" \"$@\""));
    command.addAll(
        List.of(SCRIPT.toAbsolutePath().toString(), "standalone", "--data", data.toString()));
    for (String key :
        List.of(
            "standalone.kafka-port",
            "standalone.registry-port",
            "management.port",
            "ingest.port",
            "streams.port",
            "sync.port")) {
      command.addAll(List.of("--set", "burdock." + key + "=0"));
    }
    command.addAll(List.of("--set", "burdock.topics.partitions=2"));
    command.addAll(List.of("--set", "burdock.ingest.native-token=feed"));
    command.addAll(List.of("--set", "burdock.ingest.max-body-bytes=268435456"));
    command.addAll(List.of("--set", "burdock.ingest.max-inflight-bytes=1073741824"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .put("BURDOCK_JAVA_OPTS", "-Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    start(builder);
    await()
        .atMost(START)
        .failFast("it ended", () -> !process.isAlive())
        .until(() -> INGEST.matcher(said()).find());
    Matcher ready = INGEST.matcher(said());
    assertThat(ready.find()).isTrue();
    return Integer.parseInt(ready.group(1));
  }

  private void start(ProcessBuilder builder) throws IOException {
    process =
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }

  /** A body that is within the bounds that the operator set, and beyond the memory. */
  private static void post(int port) throws IOException {
    byte[] part = new byte[MEBIBYTE];
    Arrays.fill(part, (byte) ' ');
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
      String head =
          "POST /_burdock/v1/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer feed\r\n"
              + "Content-Length: "
              + (long) MORE_THAN_THERE_IS * MEBIBYTE
              + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < MORE_THAN_THERE_IS; i++) {
        out.write(part);
      }
    } catch (IOException e) {
      // It ended before it had all.
      return;
    }
  }

  /** Kafka Streams opens its own folders to the group, inside of one that is closed. */
  private static List<Path> openToOthers(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> !Collections.disjoint(permissions(file), OTHERS)).toList();
    }
  }

  private static Set<PosixFilePermission> permissions(Path file) {
    try {
      return Files.getPosixFilePermissions(file);
    } catch (IOException e) {
      return Set.of(); // It is gone by now.
    }
  }

  private static String classPathWithout(String library) {
    String hidden = System.getProperty("surefire.test.class.path");
    String path = hidden == null ? System.getProperty("java.class.path") : hidden;
    return Stream.of(path.split(":", -1))
        .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(library))
        .collect(Collectors.joining(":"));
  }
}
