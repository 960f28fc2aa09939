package dev.burdock.tests.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one client takes is bounded, and the next one finds room. */
class ManyClientsTest {
  private static final String SYNC = "/_matrix/client/v3/sync?timeout=30000&since=s1";
  private static final String SLIDING =
      "POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync HTTP/1.1^Host: h^";
  private static final String SEND = "PUT /_matrix/federation/v1/send/";
  private static final String CLAIM =
      "Authorization: X-Matrix origin=\"o.example\",destination=\"hs1.example\","
          + "key=\"ed25519:1\",sig=\"AAAA\"^";

  private final List<RawClient> clients = new ArrayList<>();
  private Door door;

  @AfterEach
  void close() throws Exception {
    for (RawClient client : clients) {
      client.close();
    }
    door.close();
  }

  @Test
  void connections_of_one_address_are_bounded() throws Exception {
    door = Door.gateway(Map.of("burdock.http.connections-per-address", "5"));
    for (int i = 0; i < 5; i++) {
      client("127.0.0.1");
    }
    await().until(() -> door.connections() == 5);

    assertThat(answer(client("127.0.0.1"), get("/_matrix/client/v3/x"))).isZero();
    assertThat(answer(client("127.0.0.2"), get("/_matrix/client/v3/x"))).isEqualTo(200);
  }

  @Test
  void a_place_is_free_again_when_its_connection_ends() throws Exception {
    door = Door.gateway(Map.of("burdock.http.connections-per-address", "1"));
    client("127.0.0.1");
    await().until(() -> door.connections() == 1);

    clients.remove(0).close();

    await().until(() -> door.connections() == 0);
    assertThat(answer(client("127.0.0.1"), get("/_matrix/client/v3/x"))).isEqualTo(200);
  }

  @Test
  void waits_of_one_user_are_bounded() throws Exception {
    door = waiting(Map.of("burdock.sync.waiting-max-per-user", "3"));
    for (int i = 0; i < 3; i++) {
      client("127.0.0.1").send(get(SYNC + "&access_token=alice"));
    }
    await().until(() -> asked("GET /_matrix/client/v3/sync") == 3);

    assertThat(answer(client("127.0.0.2"), get(SYNC + "&access_token=alice"))).isEqualTo(429);
    client("127.0.0.1").send(get(SYNC + "&access_token=bob"));
    await().until(() -> asked("GET /_matrix/client/v3/sync") == 4);
  }

  @Test
  void waits_from_one_address_are_bounded() throws Exception {
    door = waiting(Map.of("burdock.sync.waiting-max-per-address", "3"));
    for (int i = 0; i < 3; i++) {
      client("127.0.0.1").send(get(SYNC + "&access_token=user" + i));
    }
    await().until(() -> asked("GET /_matrix/client/v3/sync") == 3);

    assertThat(answer(client("127.0.0.1"), get(SYNC + "&access_token=bob"))).isEqualTo(429);
    client("127.0.0.2").send(get(SYNC + "&access_token=bob"));
    await().until(() -> asked("GET /_matrix/client/v3/sync") == 4);
  }

  @Test
  void a_wait_that_ends_gives_its_place_back() throws Exception {
    door = waiting(Map.of("burdock.sync.waiting-max-per-user", "1"));
    client("127.0.0.1").send(get(SYNC + "&access_token=alice"));
    await().until(() -> asked("GET /_matrix/client/v3/sync") == 1);

    clients.remove(0).close();

    await().until(() -> door.connections() == 0);
    client("127.0.0.1").send(get(SYNC + "&access_token=alice"));
    await().until(() -> asked("GET /_matrix/client/v3/sync") == 2);
  }

  @Test
  void unfinished_bodies_of_one_address_are_bounded() throws Exception {
    door =
        Door.gateway(
            Map.of(
                "burdock.http.body-bytes-per-address", "1048576",
                "burdock.sync.body-bytes", "16777216"));
    // A bound below the listener's largest body, 12.5 MiB, counts as that: three of these fit.
    String part = "x".repeat(4_200_000);
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      client("127.0.0.1").send(SLIDING + "Content-Length: 12000000^^" + part);
    }
    for (RawClient client : clients.subList(0, 8)) {
      if (!client.isSilentFor(Duration.ofMillis(300))) {
        answers.add(client.status());
      }
    }

    assertThat(answers).hasSize(5).containsOnly(429);
    String other = SLIDING + "Content-Length: 2^^{}";
    assertThat(answer(client("127.0.0.2"), other)).isEqualTo(200);
  }

  @Test
  void a_body_whose_client_is_gone_gives_its_room_back() throws Exception {
    door = waiting(Map.of("burdock.http.body-bytes-per-address", "1048576"));
    String enabled = "\"extensions\":{\"org.matrix.msc4354.sticky_events\":{\"enabled\":true}},";
    for (String extensions : List.of("", enabled, "", enabled)) {
      long before = asked("POST");
      String body = "{" + extensions + "\"x\":\"" + "x".repeat(700_000) + "\"}";
      client("127.0.0.1")
          .send(
              SLIDING
                  + "Authorization: Bearer alice^Content-Length: "
                  + body.length()
                  + "^^"
                  + body);
      await().until(() -> asked("POST") == before + 1);

      clients.remove(0).close();

      await().until(() -> door.connections() == 0);
    }
  }

  @Test
  void announced_bodies_take_no_place() throws Exception {
    door = Door.inbound(Map.of());
    for (int i = 0; i < 8; i++) {
      client("127.0.0.1")
          .send(SEND + i + " HTTP/1.1^Host: h^" + CLAIM + "Content-Length: 1048576^^");
    }
    await().until(() -> door.connections() == 8);

    String small = SEND + "9 HTTP/1.1^Host: h^" + CLAIM + "Content-Length: 2^^{}";
    assertThat(answer(client("127.0.0.1"), small)).isEqualTo(401);
  }

  @Test
  void transactions_that_must_still_prove_themselves_take_no_place() throws Exception {
    door = Door.inbound(Map.of());
    for (int i = 0; i < 8; i++) {
      client("127.0.0.1").send(transaction(i, "silent.example"));
    }
    await().until(() -> door.connections() == 8);

    assertThat(answer(client("127.0.0.2"), transaction(9, "o.example"))).isEqualTo(401);
    assertThat(clients.get(0).isSilentFor(Duration.ofMillis(100))).isTrue();
  }

  @Test
  void what_is_handed_on_for_one_address_is_bounded() throws Exception {
    door = Door.inbound(Map.of("burdock.http.relayed-per-address", "3"));
    String path = "PUT /_matrix/federation/v2/invite/!r/$e HTTP/1.1^Host: h^";
    for (int i = 0; i < 3; i++) {
      client("127.0.0.1").send(path + "Content-Length: 1000^^x");
    }
    await().until(() -> door.connections() == 3);

    String whole = path + "Content-Length: 1^^x";
    assertThat(answer(client("127.0.0.1"), whole)).isEqualTo(429);
    assertThat(answer(client("127.0.0.2"), whole)).isEqualTo(200);
    clients.remove(0).close();
    await().until(() -> answer(client("127.0.0.1"), whole) == 200);
  }

  @Test
  void waits_without_sticky_events_are_bounded_too() throws Exception {
    door = waiting(Map.of("burdock.sync.waiting-max-per-user", "3"));
    String sliding = SLIDING + "Authorization: Bearer alice^Content-Length: 2^^{}";
    for (int i = 0; i < 3; i++) {
      client("127.0.0.1").send(sliding);
    }
    await().until(() -> asked("POST") == 3);

    assertThat(answer(client("127.0.0.2"), sliding)).isEqualTo(429);
  }

  @Test
  void who_says_nothing_of_himself_has_no_body_read() throws Exception {
    door = Door.inbound(Map.of());

    RawClient stranger = client("127.0.0.1");
    stranger.send(SEND + "1 HTTP/1.1^Host: h^Content-Length: 1000000^^x");

    assertThat(stranger.status()).isEqualTo(401);
  }

  private Door waiting(Map<String, String> settings) throws Exception {
    Door gateway = Door.gateway(settings);
    gateway.homeserver.answers = Answers.ofUsers(head -> null);
    return gateway;
  }

  private static String transaction(int number, String origin) {
    return SEND
        + number
        + " HTTP/1.1^Host: h^"
        + CLAIM.replace("o.example", origin)
        + "Content-Length: 2^^{}";
  }

  private long asked(String request) {
    return door.homeserver.requests.stream().filter(one -> one.startsWith(request)).count();
  }

  private RawClient client(String from) throws IOException {
    RawClient client = new RawClient(door.port(), from);
    clients.add(client);
    return client;
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1^Host: h^^";
  }

  private static int answer(RawClient client, String request) throws IOException {
    client.send(request);
    return client.status();
  }
}
