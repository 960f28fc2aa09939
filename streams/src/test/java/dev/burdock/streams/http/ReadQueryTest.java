package dev.burdock.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.streams.state.Reads;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameters of a read. */
class ReadQueryTest {
  @Test
  @DisplayName("without parameters a read begins at the start and takes any state")
  void defaults() {
    assertThat(ReadQuery.of(MultiMap.caseInsensitiveMultiMap()))
        .isEqualTo(new ReadQuery(Reads.After.START, 100, -1));
  }

  @Test
  @DisplayName("parameters are read")
  void reads() {
    MultiMap parameters =
        MultiMap.caseInsensitiveMultiMap()
            .add("after", "17.2")
            .add("limit", "1000")
            .add("at_least", "20");

    assertThat(ReadQuery.of(parameters))
        .isEqualTo(new ReadQuery(new Reads.After(17, 2), 1_000, 20));
  }

  @ParameterizedTest
  @CsvSource({
    "limit,0",
    "limit,1001",
    "limit,x",
    "after,17",
    "after,17.",
    "after,-1.0",
    "after,1.2.3",
    "after,1.99999999999",
    "at_least,-2"
  })
  @DisplayName("a parameter outside of its bound is named with its value")
  void refuses(String name, String value) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap().add(name, value);

    assertThatThrownBy(() -> ReadQuery.of(parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name + ": ")
        .hasMessageContaining("expected: ");
  }
}
