package dev.burdock.matrix.federation.jdk;

import dev.burdock.matrix.federation.AddressPolicy;
import dev.burdock.matrix.federation.WellKnownClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches {@code .well-known} through the Java platform: certificates checked, redirects followed
 * within HTTPS, every address that is connected to judged by the policy at that moment (so that no
 * name can point elsewhere in between), body and time bounded.
 */
public final class JdkWellKnown implements WellKnownClient {
  /** Longest body that is read, in bytes. */
  static final int MAX_BYTES = 51_200;

  private final Executor executor;
  private final ScheduledExecutorService watchdog;
  private final SSLSocketFactory tls;
  private final AddressPolicy policy;
  private final Duration timeout;
  private final int port;

  /**
   * @param executor runs the requests, each of which blocks a thread
   * @param watchdog ends requests that take too long
   * @param tls makes the TLS sockets, with the certificate authorities that are trusted
   * @param timeout for a whole request
   */
  public JdkWellKnown(
      Executor executor,
      ScheduledExecutorService watchdog,
      SSLSocketFactory tls,
      AddressPolicy policy,
      Duration timeout) {
    this(executor, watchdog, tls, policy, timeout, 443);
  }

  JdkWellKnown(
      Executor executor,
      ScheduledExecutorService watchdog,
      SSLSocketFactory tls,
      AddressPolicy policy,
      Duration timeout,
      int port) {
    this.executor = executor;
    this.watchdog = watchdog;
    this.tls = tls;
    this.policy = policy;
    this.timeout = timeout;
    this.port = port;
  }

  @Override
  public CompletionStage<Reply> fetch(String host) {
    return Blocking.on(executor, () -> get(host));
  }

  private Reply get(String host) {
    GuardedSockets sockets = new GuardedSockets(tls, policy);
    ScheduledFuture<?> deadline =
        watchdog.schedule(sockets::closeAll, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      String authority = port == 443 ? host : host + ":" + port;
      URI uri = URI.create("https://" + authority + "/.well-known/matrix/server");
      var connection = (HttpsURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      connection.setSSLSocketFactory(sockets);
      connection.setConnectTimeout((int) timeout.toMillis());
      connection.setReadTimeout((int) timeout.toMillis());
      connection.setUseCaches(false);
      connection.setRequestProperty("Connection", "close");
      connection.setRequestProperty("User-Agent", "Burdock");
      return reply(connection);
    } catch (IOException | IllegalArgumentException e) {
      throw new CompletionException(e);
    } finally {
      deadline.cancel(false);
      sockets.closeAll();
    }
  }

  private static Reply reply(HttpsURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    String body = status == 200 ? body(connection) : "";
    return new Reply(
        status,
        body,
        Optional.ofNullable(connection.getHeaderField("Cache-Control")),
        Optional.ofNullable(connection.getHeaderField("Expires")));
  }

  private static String body(HttpsURLConnection connection) throws IOException {
    try (InputStream in = connection.getInputStream()) {
      byte[] body = in.readNBytes(MAX_BYTES + 1);
      if (body.length > MAX_BYTES) {
        throw new IOException("body over " + MAX_BYTES + " bytes");
      }
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
