package dev.burdock.ingest.app;

import dev.burdock.ingest.config.InboundFederationConfig;
import dev.burdock.ingest.keys.HttpKeySource;
import dev.burdock.ingest.keys.KeySource;
import dev.burdock.matrix.federation.AddressPolicy;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.federation.jdk.JdkDns;
import dev.burdock.matrix.federation.jdk.JdkWellKnown;
import dev.burdock.matrix.federation.jdk.TrustAnchors;
import io.vertx.core.Vertx;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Asks remote servers for their keys, with the threads that finding them takes. */
final class RemoteKeys implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A fetch that was given up may block a thread in the name service for some time longer. */
  private static final int THREADS_PER_FETCH = 4;

  private static final int WAITING = 64;
  private static final long STACK_BYTES = 262_144;
  private static final int REMEMBERED = 10_000;

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService watchdog;
  private final HttpKeySource keys;

  RemoteKeys(InboundFederationConfig config, Vertx vertx, Clock clock) {
    TrustManagerFactory trust = TrustAnchors.factory(config.trust());
    this.threads =
        new ThreadPoolExecutor(
            config.keyFetches().all() * THREADS_PER_FETCH,
            config.keyFetches().all() * THREADS_PER_FETCH,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            RemoteKeys::thread);
    this.threads.allowCoreThreadTimeOut(true);
    this.watchdog = Executors.newSingleThreadScheduledExecutor(RemoteKeys::thread);
    AddressPolicy policy = AddressPolicy.allowing(config.allowed());
    ServerDiscovery discovery =
        new ServerDiscovery(
            new JdkWellKnown(threads, watchdog, sockets(trust), policy, TIMEOUT),
            new JdkDns(threads, REMEMBERED, clock),
            policy,
            config.overrides(),
            REMEMBERED,
            clock,
            RandomGenerator.getDefault());
    this.keys =
        new HttpKeySource(vertx, discovery, config.keyFetches().perAddress(), trust, TIMEOUT);
  }

  KeySource keys() {
    return keys;
  }

  @Override
  public void close() {
    keys.close();
    threads.shutdownNow();
    watchdog.shutdownNow();
  }

  private static SSLSocketFactory sockets(TrustManagerFactory trust) {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return tls.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS: " + e, e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "burdock-ingest-discovery", STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }
}
