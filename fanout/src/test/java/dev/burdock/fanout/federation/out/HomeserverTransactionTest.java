package dev.burdock.fanout.federation.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The body of a transaction of the homeserver's")
class HomeserverTransactionTest {
  private static final String STICKY =
      "{\"hashes\":{\"sha256\":\"one\"},\"msc4354_sticky\":{\"duration_ms\":1}}";
  private static final String STABLE =
      "{\"hashes\":{\"sha256\":\"two\"},\"sticky\":{\"duration_ms\":1}}";
  private static final String ORDINARY = "{\"hashes\":{\"sha256\":\"three\"}}";
  private static final String EDU = "{\"edu_type\":\"m.typing\"}";

  @Test
  @DisplayName("R33: shows its sticky PDUs, by either name, and no others")
  void sticky() {
    assertThat(read(body("", STICKY + "," + STABLE + "," + ORDINARY)).sticky())
        .containsExactlyInAnyOrder("one", "two");
  }

  @Test
  @DisplayName("R33: keeps all but what is left out, as canonical JSON")
  void without() {
    assertThat(text(read(body(EDU, STICKY + "," + ORDINARY)), "one"))
        .isEqualTo("{\"edus\":[" + EDU + "],\"origin\":\"a\",\"pdus\":[" + ORDINARY + "]}");
  }

  @Test
  @DisplayName("R33: is empty when neither PDU nor EDU is left")
  void nothingLeft() {
    assertThat(read(body("", STICKY)).without(Set.of("one"))).isEmpty();
    assertThat(text(read(body(EDU, STICKY)), "one")).contains("m.typing");
  }

  @Test
  @DisplayName("is of no account when it is none")
  void none() {
    assertThat(HomeserverTransaction.read("nonsense".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(read("{\"pdus\":7}").sticky()).isEmpty();
  }

  private static String body(String edus, String pdus) {
    return "{\"origin\":\"a\",\"edus\":[" + edus + "],\"pdus\":[" + pdus + "]}";
  }

  private static HomeserverTransaction read(String body) {
    return HomeserverTransaction.read(body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static String text(HomeserverTransaction transaction, String left) {
    return new String(transaction.without(Set.of(left)).orElseThrow(), StandardCharsets.UTF_8);
  }
}
