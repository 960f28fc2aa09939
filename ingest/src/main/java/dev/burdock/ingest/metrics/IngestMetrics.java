package dev.burdock.ingest.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Every metric of ingest; the names are public API, the labels come from bounded sets. */
public final class IngestMetrics {
  private static final String PREFIX = "burdock.ingest.";

  private final MeterRegistry registry;

  public IngestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Requests by feed and HTTP status, with the time to the answer. */
  public void request(String feed, int status, Duration took) {
    Timer.builder(PREFIX + "requests")
        .description("Requests by feed and HTTP status")
        .tags("feed", feed, "status", Integer.toString(status))
        .register(registry)
        .record(took);
  }

  /** Events that a feed told. */
  public void events(String feed, boolean taken, int count) {
    counter("events", "Events by feed, and whether they could be read", "feed", feed, taken)
        .increment(count);
  }

  /** A record that Kafka acknowledged. */
  public void record(String kind) {
    Counter.builder(PREFIX + "records")
        .description("Records of room-events that Kafka acknowledged, by kind")
        .tag("kind", kind)
        .register(registry)
        .increment();
  }

  /** A dead letter that Kafka acknowledged. */
  public void deadLetter() {
    Counter.builder(PREFIX + "dead.letters")
        .description("Events that could not be recorded and went to the dead-letter topic")
        .register(registry)
        .increment();
  }

  /** A transaction that Kafka did not acknowledge. */
  public void publishFailed() {
    Counter.builder(PREFIX + "publish.failures")
        .description("Transactions that Kafka did not acknowledge in time")
        .register(registry)
        .increment();
  }

  /** The members of a room were read from the homeserver, or could not be. */
  public void roomRead(boolean read) {
    counter(
            "room.reads",
            "Reads of a room's members at first contact",
            "source",
            "homeserver",
            read)
        .increment();
  }

  /** The PDU of an own event reached an end, or has to be asked for again. */
  public void pduFetch(Enum<?> result) {
    Counter.builder(PREFIX + "pdu.fetches")
        .description("Fetches of PDUs of own sticky events by how they ended")
        .tag("result", result.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  /** A remote server was asked for its keys. */
  public void keyFetch(boolean told) {
    counter("key.fetches", "Remote servers asked for their keys", "source", "server", told)
        .increment();
  }

  /** A sticky PDU of an inbound transaction, by what became of it. */
  public void inboundSticky(Enum<?> result) {
    Counter.builder(PREFIX + "federation.sticky")
        .description("Sticky PDUs of inbound transactions by what became of them")
        .tag("result", result.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  /** Rooms whose members need no reading. */
  public void knownRooms(Supplier<Number> count) {
    gauge("rooms.known", "Rooms whose members need no reading", count);
  }

  /** Requests that are being worked on. */
  public void inflightRequests(Supplier<Number> count) {
    gauge("inflight.requests", "Requests that are being worked on", count);
  }

  /** Bodies of the requests that are being worked on. */
  public void inflightBytes(Supplier<Number> bytes) {
    gauge("inflight.bytes", "Bodies of the requests that are being worked on, bytes", bytes);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(PREFIX + name, value).description(description).register(registry);
  }

  private Counter counter(
      String name, String description, String label, String value, boolean good) {
    return Counter.builder(PREFIX + name)
        .description(description)
        .tags(label, value, "result", good ? "ok" : "failed")
        .register(registry);
  }
}
