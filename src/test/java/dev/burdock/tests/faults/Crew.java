package dev.burdock.tests.faults;

import static org.awaitility.Awaitility.await;

import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Federation workers that become more and fewer, in one of several manners. */
final class Crew implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  /** A process is up, has joined the group and reads what it took over within that, ms. */
  private static final int TAKING_OVER = 4_000;

  /** What else happens when their number changes. */
  enum Manner {
    /** Nothing: a worker starts, or is told to stop. */
    ORDERLY,
    /** A worker that is there is killed; a newcomer once more after it was ready. */
    KILLED,
    /** A worker that takes over is killed while it does so, and started again. */
    KILLED_TAKING_OVER
  }

  private final Pipeline pipeline;
  private final RandomGenerator random;
  private final List<RoleProcess> workers = new ArrayList<>();
  private int named;

  /** The worker of a pipeline, alone. */
  Crew(Pipeline pipeline, RandomGenerator random) {
    this.pipeline = pipeline;
    this.random = random;
    workers.add(pipeline.role("federation"));
  }

  int size() {
    return workers.size();
  }

  /** Makes them as many, one after the other; returns when all of them serve. */
  void become(int number, Manner manner) throws IOException, InterruptedException {
    while (workers.size() < number) {
      grow(manner);
    }
    while (workers.size() > number) {
      shrink(manner);
    }
    for (RoleProcess worker : workers) {
      worker.awaitReady(START);
    }
  }

  private void grow(Manner manner) throws IOException, InterruptedException {
    named++;
    RoleProcess worker = pipeline.another("federation", "federation-more-" + named);
    workers.add(worker);
    worker.start();
    if (manner == Manner.KILLED) {
      worker.awaitReady(START).kill();
      worker.start();
    } else if (manner == Manner.KILLED_TAKING_OVER) {
      killTakingOver(worker);
    }
  }

  private void shrink(Manner manner) throws IOException, InterruptedException {
    RoleProcess leaving = workers.remove(random.nextInt(workers.size()));
    if (manner == Manner.ORDERLY) {
      leaving.close();
      return;
    }
    leaving.kill();
    if (manner == Manner.KILLED_TAKING_OVER) {
      killTakingOver(workers.get(random.nextInt(workers.size())));
    }
  }

  private void killTakingOver(RoleProcess worker) throws IOException, InterruptedException {
    long after = System.nanoTime() + Duration.ofMillis(random.nextInt(TAKING_OVER)).toNanos();
    await().atMost(START).until(() -> System.nanoTime() - after > 0);
    worker.kill();
    worker.start();
  }

  @Override
  public void close() {
    workers.forEach(RoleProcess::close);
  }
}
