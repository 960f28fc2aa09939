package dev.burdock.tests.door;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A homeserver that keeps the bytes that reach it, reads requests out of them by the letter of RFC
 * 9112 alone, and answers each as a test says, at first with {@code {}}.
 */
final class RecordingUpstream implements AutoCloseable {
  private final ServerSocket server;

  /** What is answered to the head of a request; null for nothing, ever. */
  volatile UnaryOperator<String> answers = head -> json("{}");

  /** What arrived as whole requests, as {@code METHOD target body}. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** Their heads, as they came. */
  final List<String> heads = new CopyOnWriteArrayList<>();

  /** What arrived and is no request. */
  final List<String> rubbish = new CopyOnWriteArrayList<>();

  RecordingUpstream() throws IOException {
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    start(
        () -> {
          while (!server.isClosed()) {
            Socket socket = server.accept();
            start(() -> serve(socket));
          }
        });
  }

  static String json(String body) {
    return answer("200 OK", body, "Content-Type: application/json");
  }

  static String answer(String status, String body, String... fields) {
    return "HTTP/1.1 "
        + status
        + "\r\n"
        + String.join("\r\n", fields)
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  void forget() {
    requests.clear();
    heads.clear();
    rubbish.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve(Socket socket) throws IOException {
    try (socket) {
      InputStream in = socket.getInputStream();
      for (String line = line(in); line != null; line = line(in)) {
        StringBuilder head = new StringBuilder(line).append('\n');
        long length = 0;
        for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
          head.append(field).append('\n');
          String lower = field.toLowerCase(Locale.ROOT);
          if (lower.startsWith("content-length:")) {
            length = Long.parseLong(field.substring(15).strip());
          } else if (lower.equals("transfer-encoding: chunked")) {
            length = -1;
          }
        }
        String body = length < 0 ? chunks(in) : text(in, (int) length);
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[2].equals("HTTP/1.1") || body == null) {
          rubbish.add(line);
          return;
        }
        heads.add(head.toString());
        requests.add(parts[0] + " " + parts[1] + (body.isEmpty() ? "" : " " + body));
        String answer = answers.apply(head.toString());
        if (answer != null) {
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private static String chunks(InputStream in) throws IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      String size = line(in);
      if (size == null) {
        return null;
      }
      int length = Integer.parseInt(size, 16);
      String part = text(in, length);
      if (part == null || !"".equals(line(in))) {
        return null;
      }
      if (length == 0) {
        return body.toString();
      }
      body.append(part);
    }
  }

  private static String text(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    return bytes.length < length ? null : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The text up to CRLF; null at the end of the stream. */
  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).replaceAll("\r$", "");
      }
      line.write(b);
    }
    return null;
  }

  /** Something that ends when its sockets close. */
  private interface Serving {
    void run() throws IOException;
  }

  private static void start(Serving serving) {
    Thread thread =
        new Thread(
            () -> {
              try {
                serving.run();
              } catch (IOException | UncheckedIOException e) {
                // Closed by the test or by the proxy.
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
