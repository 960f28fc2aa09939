package dev.burdock.schemas.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FatalTest {
  @Test
  void a_missing_class_and_no_memory_are_found_among_the_causes() {
    Error missing = new NoClassDefFoundError("a/B");
    Error memory = new OutOfMemoryError();

    assertThat(Fatal.in(missing)).contains(missing);
    assertThat(Fatal.in(new CompletionException(new IllegalStateException(memory))))
        .contains(memory);
  }

  @Test
  void what_was_too_deep_or_wrong_is_not() {
    assertThat(Fatal.in(new StackOverflowError())).isEmpty();
    assertThat(Fatal.in(new IllegalStateException("odd"))).isEmpty();
    assertThat(Fatal.in(null)).isEmpty();
  }
}
