package dev.burdock.tests.synapse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** A port of a loopback address that nobody listens on just now. */
public final class FreePort {
  private static final Set<String> TAKEN = new HashSet<>();

  private FreePort() {}

  /** Chooses a port of {@code host}; never the same one twice in this process. */
  public static synchronized int on(String host) {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
        if (TAKEN.add(host + ":" + socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
