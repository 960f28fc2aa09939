package dev.burdock.fanout.federation.app;

import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.matrix.federation.AddressPolicy;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.federation.jdk.JdkDns;
import dev.burdock.matrix.federation.jdk.JdkWellKnown;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/**
 * Finds remote servers, with the threads that this takes: one for every call to a destination that
 * is new or failing, and some for the others. Whoever names servers whose name servers and
 * well-known files never answer holds up nobody but those.
 */
final class Discovery implements AutoCloseable {
  private static final int FOR_PROVEN = 32;
  private static final int WAITING = 5_000;
  private static final long STACK_BYTES = 262_144;
  private static final int REMEMBERED = 50_000;

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService watchdog;
  private final ServerDiscovery servers;

  /**
   * @param unproven most calls at once to destinations that are new or failing
   */
  Discovery(HttpConfig config, int unproven, Clock clock, RandomGenerator random) {
    int most = unproven + FOR_PROVEN;
    ThreadFactory factory = Discovery::thread;
    this.threads =
        new ThreadPoolExecutor(
            most, most, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), factory);
    this.threads.allowCoreThreadTimeOut(true);
    this.watchdog = Executors.newSingleThreadScheduledExecutor(factory);
    AddressPolicy policy = AddressPolicy.allowing(config.allowed());
    JdkWellKnown wellKnown =
        new JdkWellKnown(
            threads, watchdog, tls(config).getSocketFactory(), policy, config.connect());
    JdkDns dns = new JdkDns(threads, REMEMBERED, clock);
    this.servers =
        new ServerDiscovery(wellKnown, dns, policy, config.overrides(), REMEMBERED, clock, random);
  }

  ServerDiscovery servers() {
    return servers;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    watchdog.shutdownNow();
  }

  private static SSLContext tls(HttpConfig config) {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, config.authorities().getTrustManagers(), null);
      return tls;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS: " + e, e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "burdock-federation-discovery", STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }
}
