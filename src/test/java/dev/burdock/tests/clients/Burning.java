package dev.burdock.tests.clients;

import java.util.List;
import java.util.stream.IntStream;

/** Threads that leave the others of this machine little time, until they are closed. */
final class Burning implements AutoCloseable {
  private final List<Thread> threads;
  private volatile boolean over;

  private Burning(int count) {
    threads =
        IntStream.range(0, count)
            .mapToObj(number -> new Thread(this::burn, "burning-" + number))
            .toList();
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
  }

  /** One for each core. */
  static Burning allCores() {
    return new Burning(Runtime.getRuntime().availableProcessors());
  }

  /** None: the machine is as it is. */
  static Burning none() {
    return new Burning(0);
  }

  @Override
  public void close() {
    over = true;
  }

  private void burn() {
    while (!over) {
      Thread.onSpinWait();
    }
  }
}
