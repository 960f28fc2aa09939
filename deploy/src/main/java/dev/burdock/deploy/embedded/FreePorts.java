package dev.burdock.deploy.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address that nobody listens on at the moment, of those that the system
 * gives to no connection: so they are still free when their listeners start some seconds later.
 */
public final class FreePorts {
  private static final int LOWEST = 10_000;
  private static final int BEYOND = 32_000;

  /** Of so many test runs side by side, each has ports of its own: from 1; 0: all are its. */
  private static final int SHARES = 4;

  private static final int SHARE = Integer.getInteger("burdock.ports.share", 0);
  private static final int EACH = (BEYOND - LOWEST) / SHARES;
  private static final int FROM = LOWEST + Math.max(0, SHARE - 1) % SHARES * EACH;
  private static final int TO = SHARE == 0 ? BEYOND : FROM + EACH;
  private static final int MOST_TRIES = 1_000;

  private FreePorts() {}

  /** {@code port}, or a free one when it is 0. */
  public static int orFree(int port) throws IOException {
    return port == 0 ? choose(1).get(0) : port;
  }

  /** Different free ports, {@code count} of them. */
  public static List<Integer> choose(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(any());
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /** A port of these, by chance, which may be taken. */
  public static int candidate() {
    return ThreadLocalRandom.current().nextInt(FROM, TO);
  }

  private static ServerSocket any() throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      try {
        int port = candidate();
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        // Somebody listens there.
      }
    }
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
