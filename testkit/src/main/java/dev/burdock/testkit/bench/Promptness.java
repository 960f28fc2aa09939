package dev.burdock.testkit.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks the same of several listeners, again and again, and remembers the slowest answer of each.
 */
final class Promptness implements AutoCloseable {
  private static final long EVERY_MS = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Map<String, URI> asked;
  private final Map<String, Slowest> slowest = new ConcurrentHashMap<>();
  private final ScheduledExecutorService threads;

  /**
   * The slowest answer of one.
   *
   * @param refused answers that were no 200, or none
   */
  record Slowest(long ms, int count, int refused) {
    static final Slowest NONE = new Slowest(0, 0, 0);

    Slowest with(long more, boolean fine) {
      return new Slowest(Math.max(ms, more), count + 1, refused + (fine ? 0 : 1));
    }
  }

  /** Asks from now on, each in a thread of its own. */
  Promptness(Map<String, URI> asked) {
    this.asked = new LinkedHashMap<>(asked);
    this.threads = Executors.newScheduledThreadPool(asked.size());
    asked.forEach(
        (name, url) -> {
          var unused =
              threads.scheduleWithFixedDelay(
                  () -> ask(name, url), 0, EVERY_MS, TimeUnit.MILLISECONDS);
        });
  }

  /** What was seen since the last call. */
  Map<String, Slowest> take() {
    Map<String, Slowest> seen = new LinkedHashMap<>();
    for (String name : asked.keySet()) {
      Slowest one = slowest.remove(name);
      seen.put(name, one == null ? Slowest.NONE : one);
    }
    return seen;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void ask(String name, URI url) {
    long from = System.nanoTime();
    boolean fine;
    try {
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .header("Authorization", "Bearer ada")
              .timeout(TIMEOUT)
              .build();
      fine = http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (java.io.IOException e) {
      fine = false;
    }
    long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    boolean answered = fine;
    slowest.compute(
        name, (any, before) -> (before == null ? Slowest.NONE : before).with(ms, answered));
  }
}
