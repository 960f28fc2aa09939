package dev.burdock.fanout.sync.kafka;

import dev.burdock.schemas.config.KafkaConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Asks from time to time whether the topics are still those of the start. One that is made anew
 * counts its offsets from 0, so that everything in it would pass for a repetition. Used by one
 * thread, which never waits.
 */
public final class TopicWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final TopicIdentity first;
  private final Supplier<CompletableFuture<TopicIdentity>> ask;
  private final Runnable close;
  private final Clock clock;
  private CompletableFuture<TopicIdentity> asked;
  private long nextTs;

  TopicWatch(
      TopicIdentity first,
      Supplier<CompletableFuture<TopicIdentity>> ask,
      Runnable close,
      Clock clock) {
    this.first = first;
    this.ask = ask;
    this.close = close;
    this.clock = clock;
  }

  /**
   * Watches the topics of a cluster.
   *
   * @param first as they were at the start
   */
  public static TopicWatch of(TopicIdentity first, KafkaConfig config, Clock clock) {
    Admin admin = Admin.create(config.clientProperties(Map.of()));
    return new TopicWatch(
        first, () -> TopicIdentity.ask(admin, config), () -> admin.close(Duration.ZERO), clock);
  }

  /** Whether the cluster said that one of them is another topic now. */
  public boolean isAnotherStream() {
    if (asked == null) {
      if (clock.millis() >= nextTs) {
        asked = ask.get();
      }
      return false;
    }
    if (!asked.isDone()) {
      return false;
    }
    CompletableFuture<TopicIdentity> answer = asked;
    asked = null;
    nextTs = clock.millis() + EVERY.toMillis();
    return !answer.isCompletedExceptionally() && !first.equals(answer.getNow(first));
  }

  @Override
  public void close() {
    close.run();
  }
}
