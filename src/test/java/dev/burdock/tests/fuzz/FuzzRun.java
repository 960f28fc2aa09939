package dev.burdock.tests.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tries inputs on one surface for a while: the corpus as it is, then what a {@link Mutator} makes
 * of it. Fails with the input that did harm, which it also leaves in {@code target/fuzz/}.
 */
final class FuzzRun {
  /** What an input may cost in processor time, whatever its size: loading classes is in it. */
  private static final long FREE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** And for each of its bytes. */
  private static final long NANOS_PER_BYTE = 50_000;

  /** After this long without an end an input counts as one that never ends. */
  private static final Duration HANGS = Duration.ofSeconds(30);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Surface surface;
  private final long seed;
  private volatile byte[] current = new byte[0];
  private volatile long startedNanos;
  private final AtomicLong inputs = new AtomicLong();
  private volatile Throwable failure;

  FuzzRun(Surface surface, long seed) {
    this.surface = surface;
    this.seed = seed;
  }

  /**
   * Runs.
   *
   * @param time for what is made at random
   * @throws AssertionError with the first input that did harm
   */
  void lasting(Duration time) throws InterruptedException {
    startedNanos = System.nanoTime();
    Thread thread = new Thread(() -> tryAll(time), "fuzz-" + surface.name());
    thread.setDaemon(true);
    thread.start();
    do {
      thread.join(100);
      if (thread.isAlive() && System.nanoTime() - startedNanos > HANGS.toNanos()) {
        AssertionError hangs = new AssertionError("no end within " + HANGS);
        hangs.setStackTrace(thread.getStackTrace());
        throw Harm.of(surface, seed, inputs.get(), current, hangs);
      }
    } while (thread.isAlive());
    if (failure != null) {
      throw Harm.of(surface, seed, inputs.get(), current, failure);
    }
  }

  /** How many were tried and did no harm. */
  long inputs() {
    return inputs.get();
  }

  private void tryAll(Duration time) {
    try {
      List<byte[]> corpus = Corpus.of(surface);
      for (byte[] input : corpus) {
        tryOne(input);
      }
      Mutator mutator = new Mutator(corpus, new Random(seed));
      for (byte[] input : mutator.pumps()) {
        tryOne(input);
      }
      long endNanos = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < endNanos) {
        tryOne(mutator.next());
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void tryOne(byte[] input) throws Throwable {
    current = input;
    startedNanos = System.nanoTime();
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    surface.check().of(input.clone());
    long cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuBefore;
    if (cpuNanos > FREE_NANOS + NANOS_PER_BYTE * input.length) {
      throw new AssertionError(
          cpuNanos / 1_000_000 + " ms of a processor for " + input.length + " bytes");
    }
    inputs.incrementAndGet();
  }
}
