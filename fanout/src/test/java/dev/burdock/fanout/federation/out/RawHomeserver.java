package dev.burdock.fanout.federation.out;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A homeserver with nothing but sockets, one for each request, as Synapse does. */
final class RawHomeserver {
  private static final int PATIENCE_MS = 20_000;

  private RawHomeserver() {}

  /** A request in the form that Synapse sends; {@code ^} in {@code headers} stands for CRLF. */
  static String request(
      String method, String name, String path, String secret, String headers, String body) {
    return method
        + " matrix-federation://"
        + name
        + path
        + " HTTP/1.1^Host: "
        + name
        + ":80^Connection: close^Proxy-Authorization: Bearer "
        + secret
        + "^"
        + headers
        + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "^")
        + "^"
        + body;
  }

  /** A transaction with a signature that nobody checks here. */
  static String transaction(String name, String id, String body) {
    return request(
        "PUT",
        name,
        "/_matrix/federation/v1/send/" + id,
        WayOutWorld.SECRET,
        "Authorization: X-Matrix origin=\"ours.example\",destination=\""
            + name
            + "\",key=\"ed25519:1\",sig=\"c2ln\"^Content-Type: application/json^",
        body);
  }

  /** Sends bytes; returns all that comes until the connection ends. */
  static CompletableFuture<String> send(int port, String text) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Socket socket = open(port, text)) {
            return read(socket);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Sends bytes and leaves the connection open. */
  static Socket open(int port, String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    socket.getOutputStream().write(text.replace("^", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static String read(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    byte[] some = new byte[65_536];
    try {
      for (int n = socket.getInputStream().read(some);
          n >= 0;
          n = socket.getInputStream().read(some)) {
        all.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException e) {
      return all.toString();
    }
    return all.toString();
  }
}
