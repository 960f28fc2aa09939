package dev.burdock.matrix.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A hostile name server or host")
class DiscoveryUnderAttackTest {
  private final FakeInternet internet = new FakeInternet();

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "169.254.169.254"})
  @DisplayName("cannot point an SRV record to what is inside")
  void serviceInside(String inside) {
    internet.service("_matrix-fed._tcp.evil.org", 0, 0, 22, "srv.evil.org");
    internet.address("srv.evil.org", inside);

    assertForbidden("evil.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:22",
        "[::1]:22",
        "[::ffff:7f00:1]:22",
        "inside.evil.org:22",
        "inside.evil.org",
        "169.254.169.254:80"
      })
  @DisplayName("cannot delegate to what is inside")
  void delegatedInside(String inside) {
    internet.wellKnown("evil.org", 200, "{\"m.server\":\"" + inside + "\"}");
    internet.address("inside.evil.org", "127.0.0.1");

    assertForbidden("evil.org");
  }

  @Test
  @DisplayName("whose name moves inside after it was allowed is asked anew, and forbidden")
  void rebinding() {
    internet.address("evil.org", "1.1.1.1");
    Resolved first = internet.resolve("evil.org:8448");
    internet.address("evil.org", "127.0.0.1");

    assertThat(internet.candidates(first)).containsExactly("1.1.1.1:8448");
    assertForbidden("evil.org:8448");
  }

  @Test
  @DisplayName("with a thousand SRV targets has eight of them looked up")
  void manyTargets() {
    for (int i = 0; i < 1_000; i++) {
      internet.service("_matrix-fed._tcp.evil.org", i, 0, 8448, "t" + i + ".evil.org");
      internet.address("t" + i + ".evil.org", "1.1.1.1");
    }

    Resolved resolved = internet.resolve("evil.org");

    assertThat(resolved.candidates()).hasSize(8);
    assertThat(internet.questions()).filteredOn(it -> it.startsWith("address")).hasSize(8);
  }

  @Test
  @DisplayName("that delegates to itself, and on, is followed once")
  void delegationInCircles() {
    internet.wellKnown("a.org", 200, "{\"m.server\":\"b.org\"}");
    internet.wellKnown("b.org", 200, "{\"m.server\":\"a.org\"}");
    internet.address("b.org", "1.1.1.1");

    assertThat(internet.resolve("a.org").tlsName()).isEqualTo("b.org");
    assertThat(internet.questions()).filteredOn(it -> it.startsWith("well-known")).hasSize(1);
  }

  @Test
  @DisplayName("cannot have itself asked for .well-known at every call")
  void neverCached() {
    internet.wellKnown(
        "evil.org",
        new WellKnownClient.Reply(
            200,
            "{\"m.server\":\"b.org:1\"}",
            Optional.of("no-store, max-age=0"),
            Optional.of("never")));
    internet.address("b.org", "1.1.1.1");

    for (int i = 0; i < 100; i++) {
      internet.resolve("evil.org");
      internet.pass(Duration.ofSeconds(1));
    }

    assertThat(internet.questions()).filteredOn(it -> it.startsWith("well-known")).hasSize(1);
  }

  private void assertForbidden(String name) {
    assertThatThrownBy(() -> internet.resolve(name))
        .hasCauseInstanceOf(DiscoveryException.class)
        .hasMessageContaining("not allowed");
  }
}
