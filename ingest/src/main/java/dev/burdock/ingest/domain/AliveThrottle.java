package dev.burdock.ingest.domain;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Lets through that an origin is alive once per interval. Bounded. Safe for many threads. */
public final class AliveThrottle {
  private static final int MAX_ORIGINS = 100_000;

  private final long intervalMs;
  private final Cache<String, Long> last = Caffeine.newBuilder().maximumSize(MAX_ORIGINS).build();

  public AliveThrottle(long intervalMs) {
    this.intervalMs = intervalMs;
  }

  /** Whether nobody was told of this origin within the interval. */
  public boolean isNews(String origin, long nowTs) {
    boolean[] news = new boolean[1];
    last.asMap()
        .compute(
            origin,
            (name, before) -> {
              news[0] = before == null || nowTs - before >= intervalMs;
              return news[0] ? Long.valueOf(nowTs) : before;
            });
    return news[0];
  }
}
