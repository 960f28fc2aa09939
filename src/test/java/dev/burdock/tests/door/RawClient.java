package dev.burdock.tests.door;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A client with nothing but a socket. */
final class RawClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Socket socket;
  private PushbackInputStream in;

  RawClient(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /** A client at another address of this machine. */
  RawClient(int port, String from) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port, address(from), 0);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
  }

  void send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException e) {
      // The server ended the connection before it had all of it.
      return;
    }
  }

  void send(String text) throws IOException {
    send(text.replace("^", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a little, if the connection is still there. */
  void drop(String text) {
    try {
      send(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sendByteByByte(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    for (byte one : bytes) {
      out.write(one);
      out.flush();
    }
  }

  /** The status of the next answer; 0 when the connection ends without one. */
  int status() throws IOException {
    String head = head();
    return head.isEmpty() ? 0 : Integer.parseInt(head.split(" ", 3)[1]);
  }

  /** Head and body of the next answer; empty when the connection ends without one. */
  String head() throws IOException {
    try {
      InputStream in = in();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          return "";
        }
        head.append((char) b);
      }
      if (head.indexOf("HTTP/1.1 100 ") == 0) {
        return head();
      }
      int length = head.toString().toLowerCase(Locale.ROOT).indexOf("content-length:");
      if (length >= 0) {
        String rest = head.substring(length + "content-length:".length());
        int size = Integer.parseInt(rest.substring(0, rest.indexOf('\r')).strip());
        head.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
      }
      return head.toString();
    } catch (SocketException e) {
      return "";
    }
  }

  /** Whether nothing comes for some time. */
  boolean isSilentFor(Duration time) throws IOException {
    int before = socket.getSoTimeout();
    PushbackInputStream in = in();
    try {
      socket.setSoTimeout((int) time.toMillis());
      int b = in.read();
      if (b >= 0) {
        in.unread(b);
      }
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(before);
    }
  }

  /** Whether the server ends the connection within the time; what it sends before is skipped. */
  boolean endsWithin(Duration time) throws IOException {
    long deadline = System.nanoTime() + time.toNanos();
    try {
      InputStream in = in();
      while (true) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        socket.setSoTimeout((int) Math.max(1, left));
        if (in.read() < 0) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  private PushbackInputStream in() throws IOException {
    if (in == null) {
      in = new PushbackInputStream(socket.getInputStream());
    }
    return in;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Four numbers with dots between them, as an address. */
  private static InetAddress address(String numbers) throws IOException {
    String[] parts = numbers.split("\\.", -1);
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return InetAddress.getByAddress(bytes);
  }
}
