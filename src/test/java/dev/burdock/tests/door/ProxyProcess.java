package dev.burdock.tests.door;

import dev.burdock.tests.synapse.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A reverse proxy as a child process, with a block of the documentation as its configuration. */
final class ProxyProcess implements AutoCloseable {

  /** Which one. */
  enum Kind {
    NGINX,
    CADDY;

    /** The language of its block in the page. */
    String block() {
      return name().toLowerCase(Locale.ROOT);
    }

    Optional<Path> binary() {
      return Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/bin/", "/usr/local/sbin/")
          .map(folder -> Path.of(folder + block()))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  private final Process process;
  private final int port;

  private ProxyProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it; returns when it listens, without TLS.
   *
   * @param block with the addresses of what is behind it
   */
  static ProxyProcess start(Kind kind, String block, Path folder) throws IOException {
    int port = FreePort.on("127.0.0.1");
    Path file = folder.resolve(kind.block() + ".conf");
    Files.writeString(file, kind == Kind.NGINX ? nginx(block, port, folder) : caddy(block, port));
    String binary = kind.binary().orElseThrow().toString();
    Path log = folder.resolve(kind.block() + ".log");
    List<String> command =
        kind == Kind.NGINX
            ? List.of(binary, "-c", file.toString(), "-e", log.toString(), "-g", "daemon off;")
            : List.of(binary, "run", "--adapter", "caddyfile", "--config", file.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("HOME", folder.toString());
    ProxyProcess proxy = new ProxyProcess(builder.start(), port);
    Runtime.getRuntime().addShutdownHook(new Thread(proxy.process::destroyForcibly));
    Awaitility.await("proxy: " + log)
        .atMost(Duration.ofSeconds(30))
        .until(() -> !proxy.process.isAlive() || isOpen(port));
    if (!proxy.process.isAlive()) {
      throw new IOException(kind + " ended: " + Files.readString(log));
    }
    return proxy;
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String nginx(String block, int port, Path folder) {
    String plain =
        block
            .replace("listen 443 ssl http2;", "listen 127.0.0.1:" + port + ";")
            .replace("    listen 8448 ssl http2;\n", "")
            .replaceAll(" *ssl_certificate[^\n]*\n", "");
    StringBuilder paths = new StringBuilder();
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      paths.append(kind).append("_temp_path ").append(folder.resolve(kind)).append(";\n");
    }
    return "worker_processes 1;\nuser root;\npid "
        + folder.resolve("nginx.pid")
        + ";\nevents { worker_connections 64; }\nhttp {\naccess_log off;\n"
        + paths
        + plain
        + "}\n";
  }

  private static String caddy(String block, int port) {
    return "{\n admin off\n auto_https off\n}\n"
        + block.replace("example.org, example.org:8448", "http://:" + port);
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
