package dev.burdock.streams.processor;

import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.domain.Rate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The limits of one room as a ledger of every token that was ever taken, and when. */
final class ReferenceLimits {
  static final int SENDER = 0;
  private static final long MINUTE_US = 60_000_000;

  private final InboundLimitsConfig config;
  private final List<Rate> rates;
  private final Map<String, List<Long>> takenMs = new HashMap<>();

  ReferenceLimits(InboundLimitsConfig config) {
    this.config = config;
    this.rates = List.of(config.sender(), config.origin(), config.room());
  }

  /** When an event's turn comes at a limit, and when it is released in any case. */
  record Turn(int limit, long dueMs, long latestMs) {}

  /** The turn of an event that comes; null when it passes. */
  Turn first(String sender, long nowMs, long endMs, boolean othersWait) {
    long latestMs = endMs - Math.min(config.marginMs(), (endMs - nowMs + 1) / 2);
    if (othersWait) {
      Turn own = ask(SENDER, SENDER, sender, nowMs, latestMs);
      return own != null ? own : new Turn(SENDER, nowMs, latestMs);
    }
    return latestMs - nowMs <= config.intervalMs()
        ? null
        : ask(SENDER, rates.size() - 1, sender, nowMs, latestMs);
  }

  /** The next turn of an event whose turn has come; null when it has none. */
  Turn next(Turn last, String sender, long nowMs) {
    return nowMs >= last.latestMs()
        ? null
        : ask(last.limit() + 1, rates.size() - 1, sender, nowMs, last.latestMs());
  }

  private Turn ask(int first, int last, String sender, long nowMs, long latestMs) {
    String server = sender.substring(sender.indexOf(':') + 1);
    for (int limit = first; limit <= last; limit++) {
      String whose = List.of(sender, server, "").get(limit);
      List<Long> taken = takenMs.computeIfAbsent(limit + whose, any -> new ArrayList<>());
      long freeMs = freeMs(rates.get(limit), taken, nowMs);
      if (freeMs > latestMs) {
        return new Turn(limit, latestMs, latestMs);
      }
      taken.add(nowMs);
      if (freeMs > nowMs) {
        return new Turn(limit, freeMs, latestMs);
      }
    }
    return null;
  }

  /** However the tokens are counted, those taken since any time need their time to come back. */
  private static long freeMs(Rate rate, List<Long> taken, long nowMs) {
    long stepUs = MINUTE_US / rate.perMinute();
    long fullUs = 0;
    for (int i = 0; i < taken.size(); i++) {
      fullUs = Math.max(fullUs, taken.get(i) * 1_000 + (taken.size() - i) * stepUs);
    }
    double freeMs = Math.ceil((fullUs - (rate.burst() - 1) * stepUs) / 1_000.0);
    return Math.max(nowMs, (long) freeMs);
  }
}
