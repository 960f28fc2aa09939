package dev.burdock.testkit.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Hosts that take connections, by the machine alone, and never say a word. */
final class Tarpits implements AutoCloseable {
  private static final int HOSTS = 8;
  private static final int WAITING = 200;

  private final List<ServerSocket> sockets = new ArrayList<>();

  Tarpits() {
    try {
      int first = firstFree();
      for (int i = 0; i < HOSTS; i++) {
        byte[] address = {127, 77, 0, (byte) (1 + i)};
        sockets.add(new ServerSocket(first + i, WAITING, InetAddress.getByAddress(address)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port of 127.77.0.1; each further address has the next one. */
  int firstPort() {
    return sockets.get(0).getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }

  private static int firstFree() throws IOException {
    byte[] address = {127, 77, 0, 1};
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(address))) {
      return Math.min(socket.getLocalPort(), 65_000);
    }
  }
}
