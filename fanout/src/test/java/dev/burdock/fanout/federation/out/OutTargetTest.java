package dev.burdock.fanout.federation.out;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a request through the way out is for")
class OutTargetTest {
  private static final String SEND = "/_matrix/federation/v1/send/";

  @ParameterizedTest
  @DisplayName("R33: is a server by its name, with or without a port, and a path as it was signed")
  @CsvSource({
    "matrix-federation://b.example/_matrix/x, b.example, /_matrix/x",
    "matrix-federation://b.example:8448/a?b=c%20d, b.example:8448, /a?b=c%20d",
    "matrix-federation://[::1]:8448/, [::1]:8448, /",
    "matrix-federation://127.0.0.1/a//b, 127.0.0.1, /a//b"
  })
  void read(String target, String destination, String uri) {
    OutTarget read = OutTarget.parse(target).orElseThrow();

    assertThat(read.destination().value()).isEqualTo(destination);
    assertThat(read.uri()).isEqualTo(uri);
  }

  @ParameterizedTest
  @DisplayName("R33: has one form alone")
  @ValueSource(
      strings = {
        "/_matrix/federation/v1/version",
        "http://b.example/a",
        "https://b.example/a",
        "MATRIX-FEDERATION://b.example/a",
        "matrix-federation:/b.example/a",
        "matrix-federation://b.example",
        "matrix-federation:///a",
        "matrix-federation://u@b.example/a",
        "matrix-federation://b.example:0/a",
        "matrix-federation://127.1/a"
      })
  void refused(String target) {
    assertThat(OutTarget.parse(target)).isEmpty();
  }

  @Test
  @DisplayName("R33: is a transaction when it is a PUT of one")
  void transaction() {
    assertThat(id(HttpMethod.PUT, SEND + "17")).contains("17");
    assertThat(id(HttpMethod.PUT, SEND + "17/")).contains("17");
    assertThat(id(HttpMethod.GET, SEND + "17")).isEmpty();
    assertThat(id(HttpMethod.PUT, SEND)).isEmpty();
    assertThat(id(HttpMethod.PUT, SEND + "17/18")).isEmpty();
    assertThat(id(HttpMethod.PUT, "/_matrix/federation/v2/send_join/r/e")).isEmpty();
  }

  private static java.util.Optional<String> id(HttpMethod method, String path) {
    return OutTarget.parse("matrix-federation://b.example" + path)
        .orElseThrow()
        .transaction(method);
  }
}
