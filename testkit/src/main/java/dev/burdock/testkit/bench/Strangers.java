package dev.burdock.testkit.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients with nothing but sockets, at an address of their own; {@code ^} in what they send is a
 * line's end. Closing them ends all that they hold open.
 */
final class Strangers implements AutoCloseable {
  private static final int CONNECT_MS = 2_000;
  private static final int READ_MS = 2_000;
  private static final int ADDRESSES = 4;

  private final List<Socket> held = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();

  /** Opens connections, sends the same on each, and keeps them; what is refused is passed over. */
  void hold(int port, int count, String bytes) {
    for (int i = 0; i < count; i++) {
      try {
        Socket socket = connect(port, i);
        held.add(socket);
        write(socket, bytes);
      } catch (IOException e) {
        // It was refused, or ended at once: that is what bounds are for.
        ended.incrementAndGet();
      }
    }
  }

  /** Sends something more on all that are kept. */
  void drip(String bytes) {
    for (Socket socket : held) {
      try {
        socket.getOutputStream().write(raw(bytes));
      } catch (IOException e) {
        ended.incrementAndGet();
      }
    }
  }

  /** Sends a request on a connection of its own, waits for the beginning of an answer, and ends. */
  void ask(int port, String bytes) {
    try (Socket socket = connect(port, (int) sent.get())) {
      write(socket, bytes);
      while (socket.getInputStream().read(new byte[8_192]) > 0) {
        if (socket.getInputStream().available() == 0) {
          return;
        }
      }
    } catch (IOException e) {
      ended.incrementAndGet();
    }
  }

  /** How many requests were sent, or begun. */
  long sent() {
    return sent.get();
  }

  /** How many connections the other side refused or ended. */
  long ended() {
    return ended.get();
  }

  @Override
  public void close() {
    for (Socket socket : held) {
      try {
        socket.close();
      } catch (IOException e) {
        ended.incrementAndGet();
      }
    }
    held.clear();
  }

  private void write(Socket socket, String bytes) throws IOException {
    sent.incrementAndGet();
    socket.getOutputStream().write(raw(bytes));
  }

  /** From one of a few addresses that nobody else has. */
  private static Socket connect(int port, int number) throws IOException {
    Socket socket = new Socket();
    try {
      byte[] from = {127, 66, 0, (byte) (1 + number % ADDRESSES)};
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      socket.setSoTimeout(READ_MS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static byte[] raw(String text) {
    return text.replace("^", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
