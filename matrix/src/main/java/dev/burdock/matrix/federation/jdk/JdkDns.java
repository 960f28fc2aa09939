package dev.burdock.matrix.federation.jdk;

import dev.burdock.matrix.federation.DnsClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * DNS through the Java platform: addresses as the host's resolver gives them (its {@code hosts}
 * file too), services through JNDI. Addresses are cached by the platform; services, whose time to
 * live JNDI does not tell, for five minutes, or one if there are none.
 */
public final class JdkDns implements DnsClient {
  private static final Duration FOUND_LIFETIME = Duration.ofMinutes(5);
  private static final Duration NONE_LIFETIME = Duration.ofMinutes(1);

  private final Executor executor;
  private final Clock clock;
  private final Map<String, Cached> cache;

  private record Cached(List<SrvRecord> records, long untilTs) {}

  /**
   * @param executor runs the look-ups, each of which blocks a thread for some seconds at most; a
   *     rejection fails the look-up
   * @param cacheCapacity most names remembered
   */
  public JdkDns(Executor executor, int cacheCapacity, Clock clock) {
    this.executor = executor;
    this.clock = clock;
    this.cache =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
            return size() > cacheCapacity;
          }
        };
  }

  @Override
  public CompletionStage<List<InetAddress>> addresses(String host) {
    return Blocking.on(executor, () -> resolve(host));
  }

  @Override
  public CompletionStage<List<SrvRecord>> services(String name) {
    synchronized (cache) {
      Cached cached = cache.get(name);
      if (cached != null && clock.millis() < cached.untilTs()) {
        return CompletableFuture.completedStage(cached.records());
      }
    }
    return Blocking.on(executor, () -> remember(name, query(name)));
  }

  private List<SrvRecord> remember(String name, List<SrvRecord> records) {
    Duration lifetime = records.isEmpty() ? NONE_LIFETIME : FOUND_LIFETIME;
    synchronized (cache) {
      cache.put(name, new Cached(records, clock.millis() + lifetime.toMillis()));
    }
    return records;
  }

  private static List<InetAddress> resolve(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  // The DNS provider alone is used, which gives texts and deserializes nothing; the name is a
  // server
  // name behind a fixed service.
  @SuppressWarnings("BanJNDI")
  private static List<SrvRecord> query(String name) {
    try {
      InitialDirContext dns = new InitialDirContext(environment());
      try {
        Attribute found = dns.getAttributes(name, new String[] {"SRV"}).get("SRV");
        return found == null ? List.of() : records(found);
      } finally {
        dns.close();
      }
    } catch (NameNotFoundException e) {
      return List.of();
    } catch (NamingException e) {
      throw new CompletionException(e);
    }
  }

  private static List<SrvRecord> records(Attribute found) throws NamingException {
    List<SrvRecord> records = new ArrayList<>();
    NamingEnumeration<?> texts = found.getAll();
    while (texts.hasMore()) {
      SrvText.parse(texts.next().toString()).ifPresent(records::add);
    }
    return records;
  }

  // JNDI's own signature takes no other map.
  @SuppressWarnings("JdkObsolete")
  private static Hashtable<String, String> environment() {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    environment.put("java.naming.provider.url", "dns:");
    environment.put("com.sun.jndi.dns.timeout.initial", "2000");
    environment.put("com.sun.jndi.dns.timeout.retries", "2");
    return environment;
  }
}
