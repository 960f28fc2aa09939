package dev.burdock.matrix.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.matrix.id.ServerName;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A server name")
class ServerDiscoveryTest {
  private final FakeInternet internet = new FakeInternet();

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4,          1.2.3.4:8448, 1.2.3.4",
    "1.2.3.4:80,       1.2.3.4:80, 1.2.3.4",
    "[2a00::1],        2a00:0:0:0:0:0:0:1:8448, 2a00::1",
    "[2a00::1]:80,     2a00:0:0:0:0:0:0:1:80, 2a00::1"
  })
  @DisplayName("that is an IP literal is reached there")
  void ipLiteral(String name, String candidate, String tlsName) {
    Resolved resolved = internet.resolve(name);

    assertThat(internet.candidates(resolved)).containsExactly(candidate);
    assertThat(resolved.tlsName()).isEqualTo(tlsName);
    assertThat(resolved.tlsNameIsIp()).isTrue();
    assertThat(resolved.hostHeader()).isEqualTo(name);
    assertThat(internet.questions()).isEmpty();
  }

  @Test
  @DisplayName("with a port is reached at that port of all its addresses")
  void explicitPort() {
    internet.address("a.org", "1.1.1.1", "2a00::1");

    Resolved resolved = internet.resolve("a.org:80");

    assertThat(internet.candidates(resolved))
        .containsExactly("1.1.1.1:80", "2a00:0:0:0:0:0:0:1:80");
    assertThat(resolved.tlsName()).isEqualTo("a.org");
    assertThat(resolved.tlsNameIsIp()).isFalse();
    assertThat(resolved.hostHeader()).isEqualTo("a.org:80");
  }

  @ParameterizedTest
  @CsvSource({
    "9.9.9.9,    9.9.9.9:8448, 9.9.9.9, 9.9.9.9",
    "9.9.9.9:80, 9.9.9.9:80, 9.9.9.9, 9.9.9.9:80",
    "m.a.org:80, 1.1.1.1:80, m.a.org, m.a.org:80",
    "m.a.org,    1.1.1.1:8448, m.a.org, m.a.org"
  })
  @DisplayName("without a port may be delegated by .well-known")
  void delegated(String delegatedTo, String candidate, String tlsName, String hostHeader) {
    internet.wellKnown("a.org", 200, "{\"m.server\":\"" + delegatedTo + "\"}");
    internet.address("m.a.org", "1.1.1.1");

    Resolved resolved = internet.resolve("a.org");

    assertThat(internet.candidates(resolved)).containsExactly(candidate);
    assertThat(resolved.tlsName()).isEqualTo(tlsName);
    assertThat(resolved.hostHeader()).isEqualTo(hostHeader);
  }

  @ParameterizedTest
  @CsvSource({"_matrix-fed._tcp.", "_matrix._tcp."})
  @DisplayName(
      "may have SRV records, under the new or the old service, whose target names no certificate")
  void services(String service) {
    internet.service(service + "a.org", 10, 0, 1234, "srv.b.org");
    internet.address("srv.b.org", "1.1.1.1");

    Resolved resolved = internet.resolve("a.org");

    assertThat(internet.candidates(resolved)).containsExactly("1.1.1.1:1234");
    assertThat(resolved.tlsName()).isEqualTo("a.org");
    assertThat(resolved.hostHeader()).isEqualTo("a.org");
  }

  @Test
  @DisplayName("that is delegated has the SRV records of the delegated name")
  void servicesOfDelegated() {
    internet.wellKnown("a.org", 200, "{\"m.server\":\"m.b.org\"}");
    internet.service("_matrix-fed._tcp.m.b.org", 1, 0, 1, "srv.c.org");
    internet.service("_matrix-fed._tcp.a.org", 1, 0, 2, "wrong.org");
    internet.address("srv.c.org", "1.1.1.1");

    Resolved resolved = internet.resolve("a.org");

    assertThat(internet.candidates(resolved)).containsExactly("1.1.1.1:1");
    assertThat(resolved.tlsName()).isEqualTo("m.b.org");
    assertThat(resolved.hostHeader()).isEqualTo("m.b.org");
  }

  @Test
  @DisplayName(
      "with several SRV records has their targets in the order of priority; one that does not resolve is passed over")
  void severalServices() {
    internet.service("_matrix-fed._tcp.a.org", 20, 0, 2, "two.org");
    internet.service("_matrix-fed._tcp.a.org", 10, 0, 1, "one.org");
    internet.service("_matrix-fed._tcp.a.org", 5, 0, 3, "broken.org");
    internet.address("one.org", "1.1.1.1");
    internet.address("two.org", "2.2.2.2");
    internet.breakAddress("broken.org");

    assertThat(internet.candidates(internet.resolve("a.org")))
        .containsExactly("1.1.1.1:1", "2.2.2.2:2");
  }

  @Test
  @DisplayName("with nothing else is reached at port 8448, after all questions in order")
  void fallback() {
    internet.address("a.org", "1.1.1.1");

    Resolved resolved = internet.resolve("a.org");

    assertThat(internet.candidates(resolved)).containsExactly("1.1.1.1:8448");
    assertThat(resolved.hostHeader()).isEqualTo("a.org");
    assertThat(internet.questions())
        .containsExactly(
            "well-known a.org",
            "SRV _matrix-fed._tcp.a.org",
            "SRV _matrix._tcp.a.org",
            "address a.org");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "404 | {\"m.server\":\"b.org\"}",
        "200 | {\"m.server\":\"b org\"}",
        "200 | {\"m.server\":1}",
        "200 | []",
        "200 | <html>",
        "500 | ``"
      })
  @DisplayName("with an invalid .well-known is not delegated")
  void invalidWellKnown(int status, String body) {
    internet.wellKnown("a.org", status, body);
    internet.address("a.org", "1.1.1.1");

    assertThat(internet.resolve("a.org").tlsName()).isEqualTo("a.org");
  }

  @Test
  @DisplayName(
      "without an address, with a forbidden one or with a service that is not offered, is an error")
  void unreachable() {
    internet.address("private.org", "10.0.0.1");
    internet.service("_matrix-fed._tcp.none.org", 0, 0, 0, ".");
    internet.address("none.org", "1.1.1.1");

    assertFails("nowhere.org", "no address found");
    assertFails("private.org", "not allowed");
    assertFails("127.0.0.1", "not allowed");
    assertFails("none.org", "no address found");
  }

  @Test
  @DisplayName("with some forbidden addresses is reached at the others")
  void someForbidden() {
    internet.address("a.org", "127.0.0.1", "1.1.1.1", "::1");

    assertThat(internet.candidates(internet.resolve("a.org:80"))).containsExactly("1.1.1.1:80");
  }

  @Test
  @DisplayName("that the operator overrides is reached there, under its own name, allowed or not")
  void override() {
    internet.address("inside", "10.0.0.1");
    ServerDiscovery discovery =
        internet.discovery(
            Map.of(
                ServerName.parse("a.org"), ServerName.parse("127.9.9.9:1234"),
                ServerName.parse("b.org:80"), ServerName.parse("inside")));

    Resolved literal = discovery.resolve(ServerName.parse("a.org")).toCompletableFuture().join();
    Resolved named = discovery.resolve(ServerName.parse("b.org:80")).toCompletableFuture().join();

    assertThat(internet.candidates(literal)).containsExactly("127.9.9.9:1234");
    assertThat(literal.tlsName()).isEqualTo("a.org");
    assertThat(literal.hostHeader()).isEqualTo("a.org");
    assertThat(internet.candidates(named)).containsExactly("10.0.0.1:8448");
    assertThat(named.hostHeader()).isEqualTo("b.org:80");
  }

  private void assertFails(String name, String message) {
    assertThatThrownBy(() -> internet.resolve(name))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining(message);
  }
}
