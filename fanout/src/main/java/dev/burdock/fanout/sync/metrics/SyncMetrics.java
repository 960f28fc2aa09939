package dev.burdock.fanout.sync.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Every metric of sync; their names and labels are public API. */
public final class SyncMetrics {
  public static final String REQUESTS = "burdock.sync.requests";
  public static final String EVENTS = "burdock.sync.events";
  public static final String LATENCY = "burdock.sync.latency";
  public static final String ROOM_READS = "burdock.sync.room.reads";
  public static final String UNREADABLE = "burdock.sync.unreadable";
  public static final String HANDED_OVER = "burdock.sync.handed.over";
  public static final String WAITING = "burdock.sync.waiting";
  public static final String SESSIONS = "burdock.sync.sessions";
  public static final String ROOMS = "burdock.sync.rooms";

  /** How a request ended. */
  public enum RequestEnd {
    ANSWERED,
    ABORTED,
    REFUSED,
    UNAVAILABLE
  }

  private final MeterRegistry registry;

  public SyncMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A sync request ended. */
  public void request(RequestEnd outcome) {
    registry.counter(REQUESTS, "outcome", outcome.name().toLowerCase(Locale.ROOT)).increment();
  }

  /**
   * A sticky event was written into a response.
   *
   * @param live false for what a client gets that has just begun to sync, whatever its age
   */
  public void delivered(boolean live, Duration sinceDecision) {
    registry.counter(EVENTS).increment();
    if (live) {
      registry.timer(LATENCY).record(sinceDecision);
    }
  }

  /** A room or a user was read from its owner. */
  public void roomRead(boolean succeeded) {
    registry.counter(ROOM_READS, "outcome", succeeded ? "read" : "failed").increment();
  }

  /** Events that only the homeserver's sections told were handed to ingest (R32). */
  public void handedOver(int events) {
    registry.counter(HANDED_OVER).increment(events);
  }

  /** A record of {@code deliveries} could not be read. */
  public void unreadable() {
    registry.counter(UNREADABLE).increment();
  }

  /** Follows a number. */
  public void gauge(String name, Supplier<Number> value) {
    Gauge.builder(name, value).strongReference(true).register(registry);
  }
}
