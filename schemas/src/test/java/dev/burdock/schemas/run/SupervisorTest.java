package dev.burdock.schemas.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SupervisorTest {
  private final Supervisor supervisor = new Supervisor("test");

  @Test
  void a_loop_that_fails_makes_the_role_not_ready_with_the_reason() throws Exception {
    run(
        () -> {
          throw new IllegalArgumentException("mark: -5.0");
        });

    assertThat(supervisor.fault()).hasValueSatisfying(it -> assertThat(it).contains("mark: -5.0"));
  }

  @Test
  void an_error_of_the_machine_is_a_fault_too() throws Exception {
    run(
        () -> {
          throw new StackOverflowError("deep");
        });

    assertThat(supervisor.fault()).isPresent();
  }

  @Test
  void a_loop_that_ends_while_the_role_runs_is_a_fault() throws Exception {
    run(() -> {});

    assertThat(supervisor.fault()).contains("loop: java.lang.IllegalStateException: ended");
  }

  @Test
  void a_loop_that_ends_with_its_role_is_none() throws Exception {
    supervisor.stopping();

    run(() -> {});

    assertThat(supervisor.fault()).isEmpty();
  }

  @Test
  void the_first_fault_is_the_one_that_is_told() throws Exception {
    supervisor.failed("first", new IllegalStateException("a"));
    supervisor.failed("second", new IllegalStateException("b"));

    assertThat(supervisor.fault()).hasValueSatisfying(it -> assertThat(it).startsWith("first"));
  }

  private void run(Runnable loop) throws InterruptedException {
    Thread thread = supervisor.thread("loop", loop);
    thread.start();
    thread.join();
  }
}
