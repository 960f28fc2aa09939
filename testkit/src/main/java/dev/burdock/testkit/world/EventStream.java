package dev.burdock.testkit.world;

import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** A steady stream of sticky events into random rooms, on a thread of its own. */
public final class EventStream implements AutoCloseable {
  private static final int MOST = 3;
  private static final int MAX_SECONDS = 120;

  private final Feed feed;
  private final List<SimulatedRoom> rooms;
  private final World world;
  private final Duration stickiness;
  private final RandomGenerator random;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private Future<?> work;

  private EventStream(
      Feed feed,
      List<SimulatedRoom> rooms,
      World world,
      Duration stickiness,
      RandomGenerator random) {
    this.feed = feed;
    this.rooms = List.copyOf(rooms);
    this.world = world;
    this.stickiness = stickiness;
    this.random = random;
  }

  /**
   * Starts sending.
   *
   * @param every between two batches of one to three events
   * @param stickiness of the events
   */
  public static EventStream start(
      Feed feed,
      List<SimulatedRoom> rooms,
      World world,
      Duration every,
      Duration stickiness,
      RandomGenerator random) {
    EventStream stream = new EventStream(feed, rooms, world, stickiness, random);
    stream.work =
        stream.thread.scheduleAtFixedRate(stream::send, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    return stream;
  }

  /** How many events were acknowledged. */
  public int sent() {
    return sent.get();
  }

  /** Why it sends no more. */
  public Optional<Exception> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Ends it; the last event is acknowledged then. */
  @Override
  public void close() {
    work.cancel(false);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(MAX_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the last event is not acknowledged");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    if (failure.get() != null) {
      return;
    }
    SimulatedRoom room = rooms.get(random.nextInt(rooms.size()));
    String sender = world.users().get(random.nextInt(world.users().size()));
    try {
      sent.addAndGet(feed.sticky(room, sender, stickiness, 1 + random.nextInt(MOST)).size());
    } catch (IOException | RuntimeException e) {
      failure.set(e);
    } catch (InterruptedException e) {
      failure.set(e);
      Thread.currentThread().interrupt();
    }
  }
}
