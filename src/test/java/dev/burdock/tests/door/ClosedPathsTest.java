package dev.burdock.tests.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.http.server.Listener;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.streams.config.ReadsConfig;
import dev.burdock.streams.http.RoomReadServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that strangers reach by no spelling. */
class ClosedPathsTest {
  private static final List<String> ADMIN =
      List.of(
          "/_synapse/admin/v1/users",
          "/_Synapse/admin/v1/users",
          "/%5fsynapse/admin/v1/users",
          "/_synapse%2fadmin/v1/users",
          "//_synapse/admin/v1/users",
          "/./_synapse/admin/v1/users",
          "/%2e/_synapse/admin/v1/users",
          "/_matrix/client/../../_synapse/admin/v1/users",
          "/_matrix/client/%2e%2e/%2E%2E/_synapse/admin/v1/users",
          "/_matrix/client/..%2f..%2f_synapse/admin/v1/users",
          "/_matrix/client/..\\..\\_synapse/admin/v1/users",
          "/_matrix/client/..%5c..%5c_synapse/admin/v1/users",
          "/_matrix/client;/../../_synapse/admin/v1/users",
          "/_synapse/admin/v1/users/../../../../_matrix/client/v3/x",
          "/_synapse/admin/v1/users?/_matrix/client/v3/x",
          "/_synapse/admin/v1/users#/_matrix/client/v3/x",
          "/_synapse/admin/v1/users%00/_matrix/client/v3/x",
          "http://h/_synapse/admin/v1/users",
          "http://h/_matrix/client/../../_synapse/admin/v1/users");

  @Test
  void admin_paths_are_reached_by_no_spelling() throws Exception {
    for (Door door : List.of(Door.gateway(Map.of()), Door.inbound(Map.of()))) {
      try (door) {
        for (String target : ADMIN) {
          try (RawClient client = new RawClient(door.port())) {
            client.send("GET " + target + " HTTP/1.1^Host: h^^");
            assertThat(client.status()).as(target).isIn(0, 400, 404);
          }
        }
        assertThat(door.homeserver.requests).isEmpty();
      }
    }
  }

  @Test
  void other_sides_of_the_homeserver_are_not_reached_either() throws Exception {
    try (Door gateway = Door.gateway(Map.of());
        Door inbound = Door.inbound(Map.of())) {
      assertThat(statuses(gateway, "/_matrix/federation/v1/version", "/_matrix/key/v2/server"))
          .containsOnly(404);
      assertThat(statuses(inbound, "/_matrix/client/versions", "/_matrix/media/v3/config"))
          .containsOnly(404);
      assertThat(gateway.homeserver.requests).isEmpty();
      assertThat(inbound.homeserver.requests).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/internal/v1/sticky?room=!a:b",
        "/internal/v1/rooms?user=@a:b",
        "/%69nternal/v1/sticky?room=!a:b",
        "/internal/v1//sticky?room=!a:b",
        "/internal/x"
      })
  void room_reads_need_their_secret(String target) throws Exception {
    Vertx vertx = Vertx.vertx();
    ReadsConfig config =
        new ReadsConfig("127.0.0.1", 0, "", "secret", 10, ListenerConfig.defaults());
    RoomReadServer reads =
        new RoomReadServer(
            vertx,
            config,
            new Listener("room-reads", config.listener(), new SimpleMeterRegistry()),
            new InMemoryRegistry(),
            Clock.systemUTC());
    Door.await(reads.listen());

    for (String shown : List.of("", "Authorization: Bearer wrong^", "Authorization: secret^")) {
      try (RawClient client = new RawClient(reads.port())) {
        client.send("GET " + target + " HTTP/1.1^Host: h^" + shown + "^");
        assertThat(client.status()).as(shown).isEqualTo(401);
      }
    }
    Door.await(vertx.close());
  }

  private static Stream<Integer> statuses(Door door, String... targets) throws Exception {
    Stream.Builder<Integer> statuses = Stream.builder();
    for (String target : targets) {
      try (RawClient client = new RawClient(door.port())) {
        client.send("GET " + target + " HTTP/1.1^Host: h^^");
        statuses.add(client.status());
      }
    }
    return statuses.build();
  }
}
