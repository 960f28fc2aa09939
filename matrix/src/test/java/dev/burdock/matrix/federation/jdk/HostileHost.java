package dev.burdock.matrix.federation.jdk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** An HTTPS host of 127.0.0.0/8 that answers every request in its own way. */
final class HostileHost implements AutoCloseable {
  private final ServerSocket listener;
  private final Way way;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** How a request is answered: whatever is written, and whenever it returns. */
  interface Way {
    void answer(String requestLine, OutputStream out) throws IOException, InterruptedException;
  }

  private HostileHost(ServerSocket listener, Way way) {
    this.listener = listener;
    this.way = way;
  }

  static HostileHost at(String address, int port, SSLContext tls, Way way) throws IOException {
    HostileHost host =
        new HostileHost(
            tls.getServerSocketFactory()
                .createServerSocket(port, 50, InetAddress.getByName(address)),
            way);
    daemon(host::accept);
    return host;
  }

  /** Takes connections and never says a word, not even of TLS. */
  static HostileHost silent(String address) throws IOException {
    return new HostileHost(
        new ServerSocket(0, 50, InetAddress.getByName(address)), (request, out) -> {});
  }

  static String response(String head, String body) {
    return "HTTP/1.1 " + head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many connections came. */
  int connections() {
    return sockets.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String request = in.readLine();
      String line = request;
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      if (request != null) {
        way.answer(request, socket.getOutputStream());
        socket.getOutputStream().flush();
      }
    } catch (IOException e) {
      // The client has had enough.
    } catch (InterruptedException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "hostile-host");
    thread.setDaemon(true);
    thread.start();
  }
}
