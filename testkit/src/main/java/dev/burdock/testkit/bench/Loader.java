package dev.burdock.testkit.bench;

import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Fills rooms with sticky events of our own through the native feed, several rooms at a time. */
final class Loader {
  private static final Duration STICKY = Duration.ofMinutes(60);
  private static final int THREADS = 4;
  private static final int BATCH = 500;

  private final Feed feed;
  private final World world;
  private final AtomicInteger acknowledged = new AtomicInteger();

  Loader(Feed feed, World world) {
    this.feed = feed;
    this.world = world;
  }

  /** How many events were acknowledged so far. */
  int acknowledged() {
    return acknowledged.get();
  }

  /** Gives each room {@code count} events; returns at once. */
  List<Future<?>> fill(List<SimulatedRoom> rooms, int count) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> work = new ArrayList<>();
    for (SimulatedRoom room : rooms) {
      work.add(
          threads.submit(
              () -> {
                fill(room, count);
                return null;
              }));
    }
    threads.shutdown();
    return work;
  }

  /** Whether all is done. */
  static boolean done(List<Future<?>> work) throws IOException, InterruptedException {
    for (Future<?> part : work) {
      if (!part.isDone()) {
        return false;
      }
      try {
        part.get();
      } catch (ExecutionException e) {
        work.forEach(other -> other.cancel(true));
        throw new IOException("load: " + e.getCause().getMessage(), e);
      }
    }
    return true;
  }

  private void fill(SimulatedRoom room, int count) throws IOException, InterruptedException {
    String sender = world.users().get(0);
    for (int sent = 0; sent < count; sent += BATCH) {
      int size = Math.min(BATCH, count - sent);
      feed.fill(room, sender, STICKY, size);
      acknowledged.addAndGet(size);
    }
  }
}
