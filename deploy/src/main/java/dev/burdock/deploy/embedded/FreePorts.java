package dev.burdock.deploy.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback address that nobody listens on at the moment. */
public final class FreePorts {
  private FreePorts() {}

  /** {@code port}, or a free one when it is 0. */
  public static int orFree(int port) throws IOException {
    return port == 0 ? choose(1).get(0) : port;
  }

  /** Different free ports, {@code count} of them. */
  static List<Integer> choose(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
