package dev.burdock.fanout.sync.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.util.List;

/**
 * How many requests may wait at once; the next ones are answered with 429.
 *
 * @param all together
 * @param perUser of one user
 * @param perAddress from one client's address
 * @param bodyBytes bodies of requests under way together, bytes
 * @param answerBytes the homeserver's answers to them, copies included, bytes
 * @param drainMs longest time for all of them once the role is told to end, ms
 */
public record WaitingConfig(
    int all, int perUser, int perAddress, long bodyBytes, long answerBytes, long drainMs) {
  public static final Key<Long> ALL =
      Key.integer(
          "burdock.sync.waiting-max",
          20_000,
          1,
          1_000_000,
          "Requests that may wait at once; the next ones are answered with 429.");
  public static final Key<Long> PER_USER =
      Key.integer(
          "burdock.sync.waiting-max-per-user",
          50,
          1,
          1_000_000,
          "Requests of one user that may wait at once; the next ones are answered with 429.");
  public static final Key<Long> PER_ADDRESS =
      Key.integer(
          "burdock.sync.waiting-max-per-address",
          2_000,
          1,
          1_000_000,
          "Requests from one client's address (of IPv6: one network of 64 bits) that may wait at"
              + " once; the next ones are answered with 429.");
  public static final Key<Long> BODY_BYTES =
      Key.integer(
          "burdock.sync.body-bytes",
          64 << 20,
          1 << 20,
          4L << 30,
          "Bodies of the requests under way, kept in memory, bytes; more are answered with 429.");
  public static final Key<Long> ANSWER_BYTES =
      Key.integer(
          "burdock.sync.answer-bytes",
          0,
          0,
          1L << 40,
          "The homeserver's answers to syncs in memory, with the copies that merging takes, bytes;"
              + " those to one address have a quarter. What has no room is handed on without its"
              + " sticky part, or gets a 503. 0: half of the heap.");
  public static final Key<Long> DRAIN_MS =
      Key.integer(
          "burdock.sync.drain-ms",
          10_000,
          0,
          30_000,
          "Longest time in which requests under way are answered once the role is told to end, ms;"
              + " /health says meanwhile that it is not ready.");
  static final List<Key<?>> KEYS =
      List.of(ALL, PER_USER, PER_ADDRESS, BODY_BYTES, ANSWER_BYTES, DRAIN_MS);

  static WaitingConfig from(Settings settings) {
    return new WaitingConfig(
        settings.get(ALL).intValue(),
        settings.get(PER_USER).intValue(),
        settings.get(PER_ADDRESS).intValue(),
        settings.get(BODY_BYTES),
        answerBytes(settings.get(ANSWER_BYTES)),
        settings.get(DRAIN_MS));
  }

  private static long answerBytes(long configured) {
    return configured > 0 ? configured : Runtime.getRuntime().maxMemory() / 2;
  }
}
