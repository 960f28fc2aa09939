package dev.burdock.tests.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which headers of a client reach the homeserver, and back. */
class HandedOnHeadersTest {
  private static final String INVENTED =
      "X-Forwarded-For: 10.9.8.7^X-Forwarded-Proto: https^X-Real-IP: 10.9.8.7^"
          + "Forwarded: for=10.9.8.7^";

  private Door door;

  /** How a proxy of ours is made. */
  interface Opening {
    Door open(Map<String, String> settings) throws Exception;
  }

  static Stream<Opening> doors() {
    return Stream.of(Door::gateway, Door::inbound);
  }

  @AfterEach
  void close() throws Exception {
    door.close();
  }

  @ParameterizedTest
  @MethodSource("doors")
  void a_stranger_is_not_believed_where_he_comes_from(Opening opening) throws Exception {
    door = opening.open(Map.of());

    assertThat(fields(INVENTED))
        .contains("x-forwarded-for: 127.0.0.1", "x-forwarded-proto: http")
        .noneMatch(field -> field.contains("10.9.8.7") || field.endsWith("https"));
  }

  @ParameterizedTest
  @MethodSource("doors")
  void a_proxy_of_ours_is_believed(Opening opening) throws Exception {
    door = opening.open(Map.of("burdock.http.trusted-proxies", "127.0.0.0/8"));

    assertThat(fields(INVENTED)).contains("x-forwarded-for: 10.9.8.7", "x-forwarded-proto: https");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void a_proxy_of_ours_that_names_no_scheme_ends_tls(Opening opening) throws Exception {
    door = opening.open(Map.of("burdock.http.trusted-proxies", "127.0.0.0/8"));

    assertThat(fields("X-Forwarded-For: 10.9.8.7^")).contains("x-forwarded-proto: https");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void of_a_chain_the_last_stranger_counts(Opening opening) throws Exception {
    door = opening.open(Map.of("burdock.http.trusted-proxies", "127.0.0.0/8, 10.0.0.0/8"));

    assertThat(fields("X-Forwarded-For: 192.0.2.66^X-Forwarded-For: 198.51.100.7, 10.1.1.1^"))
        .contains("x-forwarded-for: 198.51.100.7")
        .noneMatch(field -> field.contains("192.0.2.66"));
  }

  @ParameterizedTest
  @MethodSource("doors")
  void headers_of_the_connection_are_not_handed_on(Opening opening) throws Exception {
    door = opening.open(Map.of());

    assertThat(
            fields(
                "Connection: X-Named, X-Forwarded-For^X-Named: 1^X-Kept: 2^TE: trailers^"
                    + "Keep-Alive: 5^Proxy-Authorization: Basic eA==^Upgrade: websocket^"))
        .contains("x-kept: 2", "x-forwarded-for: 127.0.0.1")
        .noneMatch(
            field ->
                field.startsWith("x-named")
                    || field.startsWith("te:")
                    || field.startsWith("keep-alive")
                    || field.startsWith("proxy-")
                    || field.startsWith("upgrade"));
  }

  @ParameterizedTest
  @MethodSource("doors")
  void headers_of_the_homeservers_connection_come_back_neither(Opening opening) throws Exception {
    door = opening.open(Map.of());
    door.homeserver.answers =
        head ->
            RecordingUpstream.answer(
                "200 OK", "{}", "Connection: X-Inner", "X-Inner: 1", "X-Kept: 2");

    try (RawClient client = new RawClient(door.port())) {
      client.send("GET " + door.path() + "/a HTTP/1.1^Host: h^^");

      assertThat(client.head().toLowerCase(Locale.ROOT))
          .contains("x-kept: 2")
          .doesNotContain("x-inner");
    }
  }

  @ParameterizedTest
  @MethodSource("doors")
  void a_redirect_is_handed_back_and_not_followed(Opening opening) throws Exception {
    door = opening.open(Map.of());
    door.homeserver.answers =
        head ->
            RecordingUpstream.answer(
                "302 Found", "", "Location: " + door.homeserver.url() + "/_synapse/admin");

    try (RawClient client = new RawClient(door.port())) {
      client.send("GET " + door.path() + "/a HTTP/1.1^Host: h^^");

      assertThat(client.status()).isEqualTo(302);
    }
    assertThat(door.homeserver.requests).containsExactly("GET " + door.path() + "/a");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void another_protocol_is_not_handed_back(Opening opening) throws Exception {
    door = opening.open(Map.of());
    door.homeserver.answers =
        head -> RecordingUpstream.answer("101 Switching Protocols", "", "Upgrade: websocket");

    try (RawClient client = new RawClient(door.port())) {
      client.send("GET " + door.path() + "/a HTTP/1.1^Host: h^^");

      assertThat(client.status()).isIn(502, 503);
    }
  }

  private List<String> fields(String sent) throws IOException {
    try (RawClient client = new RawClient(door.port())) {
      client.send("GET " + door.path() + "/a HTTP/1.1^Host: h^" + sent + "^");
      assertThat(client.status()).isEqualTo(200);
    }
    assertThat(door.homeserver.heads).hasSize(1);
    return door.homeserver.heads.get(0).toLowerCase(Locale.ROOT).lines().skip(1).toList();
  }
}
