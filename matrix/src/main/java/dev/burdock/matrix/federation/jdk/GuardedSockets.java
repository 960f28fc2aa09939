package dev.burdock.matrix.federation.jdk;

import dev.burdock.matrix.federation.AddressPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;

/**
 * The sockets of one request and its redirects: they connect to allowed addresses alone, and can be
 * closed together at any moment.
 */
final class GuardedSockets extends SSLSocketFactory {
  private final SSLSocketFactory tls;
  private final AddressPolicy policy;
  private final List<Socket> opened = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  GuardedSockets(SSLSocketFactory tls, AddressPolicy policy) {
    this.tls = tls;
    this.policy = policy;
  }

  /** Closes what is open, and whatever is opened from now on. */
  void closeAll() {
    closed = true;
    opened.forEach(GuardedSockets::close);
  }

  @Override
  public Socket createSocket() {
    Socket socket = new GuardedSocket();
    opened.add(socket);
    if (closed) {
      close(socket);
    }
    return socket;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return tls.createSocket(socket, host, port, autoClose);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), host);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), host.getHostAddress());
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  private Socket connected(InetSocketAddress address, String host) throws IOException {
    Socket socket = createSocket();
    socket.connect(address);
    return tls.createSocket(socket, host, address.getPort(), true);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // A socket that cannot be closed is of no use to anybody else either.
    }
  }

  /** A socket that asks the policy before it connects. */
  private final class GuardedSocket extends Socket {
    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      InetAddress address = ((InetSocketAddress) endpoint).getAddress();
      if (address == null || !policy.allows(address)) {
        throw new IOException("address is not allowed");
      }
      super.connect(endpoint, timeout);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }
  }
}
