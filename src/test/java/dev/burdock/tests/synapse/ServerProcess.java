package dev.burdock.tests.synapse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server out of a Debian package as a child process: a database, a broker or a balancer. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);

  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  /** Starts it; returns when its port on 127.0.0.1 is open. */
  static ServerProcess start(List<String> command, Path log, int port) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Awaitility.await(command.get(0)).atMost(START).until(() -> !process.isAlive() || isOpen(port));
    if (!process.isAlive()) {
      throw new IOException(command + " ended: " + Files.readString(log));
    }
    return new ServerProcess(process);
  }

  /** Runs a command to its end. */
  static void run(List<String> command, Path log) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(command + ": " + Files.readString(log));
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A program where Debian puts it. */
  static Path program(String name) {
    return Stream.of("/usr/sbin", "/usr/bin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
