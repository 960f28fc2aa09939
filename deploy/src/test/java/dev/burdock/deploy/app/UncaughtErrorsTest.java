package dev.burdock.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.run.Fatal;
import dev.burdock.schemas.run.Supervisor;
import io.vertx.core.Vertx;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UncaughtErrorsTest {
  private final UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
  private final Vertx vertx = Vertx.vertx();
  private final Supervisor process = UncaughtErrors.watch(vertx);

  @AfterEach
  void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void an_error_that_ends_any_thread_is_a_fault_of_the_process() throws InterruptedException {
    Thread thread = new Thread(UncaughtErrorsTest::missing, "odd");
    thread.start();
    thread.join();

    assertThat(process.fault()).hasValueSatisfying(why -> assertThat(why).contains("odd", "a/B"));
  }

  @Test
  void so_is_one_on_an_event_loop() {
    vertx.runOnContext(any -> missing());

    await().until(() -> process.fault().isPresent());
  }

  @Test
  void so_is_one_that_a_request_was_answered_for() {
    Fatal.tell(new IllegalStateException(new NoClassDefFoundError("a/B")));

    assertThat(process.fault()).isPresent();
  }

  @Test
  void an_exception_is_none() throws InterruptedException {
    Thread thread = new Thread(() -> odd(), "odd");
    thread.start();
    thread.join();
    CompletableFuture<Void> after = new CompletableFuture<>();
    vertx.runOnContext(any -> odd());
    vertx.runOnContext(any -> after.complete(null));

    await().until(after::isDone);
    assertThat(process.fault()).isEmpty();
  }

  private static void missing() {
    throw new NoClassDefFoundError("a/B");
  }

  private static void odd() {
    throw new IllegalStateException("odd");
  }
}
