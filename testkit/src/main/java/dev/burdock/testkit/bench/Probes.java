package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Reads rooms in turn, at a steady pace, and remembers how each read went. */
final class Probes implements AutoCloseable {
  private static final long EVERY_MS = 100;
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final Function<String, CompletableFuture<Boolean>> read;
  private final List<String> rooms;
  private final Queue<Probe> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

  private record Probe(long startedNanos, long endedNanos, boolean answered) {
    boolean fine() {
      return answered && endedNanos - startedNanos <= SLOW.toNanos();
    }
  }

  private Probes(List<String> rooms, Function<String, CompletableFuture<Boolean>> read) {
    this.rooms = List.copyOf(rooms);
    this.read = read;
  }

  /**
   * Starts reading.
   *
   * @param read whether a room was read; never fails
   */
  static Probes start(List<String> rooms, Function<String, CompletableFuture<Boolean>> read) {
    Probes probes = new Probes(rooms, read);
    var unused =
        probes.thread.scheduleAtFixedRate(probes::probe, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    return probes;
  }

  /**
   * How it went since a moment: the end of the first read that was answered, the end of the last
   * that was not or took over a second, and the longest.
   */
  void writeTo(ObjectNode json, long sinceNanos) {
    List<Probe> since = new ArrayList<>(done);
    since.removeIf(probe -> probe.startedNanos() < sinceNanos);
    json.put("count", since.size());
    json.put("unanswered", since.stream().filter(probe -> !probe.answered()).count());
    json.put("first_seconds", first(since, sinceNanos));
    json.put("all_seconds", all(since, sinceNanos));
    long longest =
        since.stream()
            .mapToLong(probe -> probe.endedNanos() - probe.startedNanos())
            .max()
            .orElse(0);
    json.put("longest_seconds", seconds(longest));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void probe() {
    String room = rooms.get(sent.getAndIncrement() % rooms.size());
    long from = System.nanoTime();
    var unused =
        read.apply(room)
            .thenAccept(answered -> done.add(new Probe(from, System.nanoTime(), answered)));
  }

  private static double first(List<Probe> probes, long since) {
    return probes.stream()
        .filter(Probe::answered)
        .mapToLong(probe -> probe.endedNanos() - since)
        .min()
        .stream()
        .mapToDouble(Probes::seconds)
        .findFirst()
        .orElse(-1);
  }

  private static double all(List<Probe> probes, long since) {
    return probes.stream()
        .filter(probe -> !probe.fine())
        .mapToLong(probe -> probe.endedNanos() - since)
        .max()
        .stream()
        .mapToDouble(Probes::seconds)
        .findFirst()
        .orElseGet(() -> first(probes, since));
  }

  private static double seconds(long nanos) {
    return BenchRun.seconds(Duration.ofNanos(nanos));
  }
}
