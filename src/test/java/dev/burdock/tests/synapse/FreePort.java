package dev.burdock.tests.synapse;

import dev.burdock.deploy.embedded.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * A port of a loopback address that nobody listens on just now, of those that the system gives to
 * no connection: so it is still free when its listener starts some seconds later.
 */
public final class FreePort {
  private static final Set<String> TAKEN = new HashSet<>();

  private FreePort() {}

  /** Chooses a port of {@code host}; never the same one twice in this process. */
  public static synchronized int on(String host) {
    while (true) {
      int port = FreePorts.candidate();
      if (TAKEN.add(host + ":" + port) && isFree(host, port)) {
        return port;
      }
    }
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return socket.isBound();
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
