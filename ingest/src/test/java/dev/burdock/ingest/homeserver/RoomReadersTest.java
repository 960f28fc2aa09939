package dev.burdock.ingest.homeserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.ingest.config.Token;
import dev.burdock.ingest.room.RoomReader;
import dev.burdock.ingest.room.RoomState;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomReadersTest {
  private static final String ROOM = "!room:hs1.example";
  private static final String CLIENT = "/_matrix/client/v3/rooms/%21room%3Ahs1.example";
  private static final String ADMIN = "/_synapse/admin/v1/rooms/%21room%3Ahs1.example";
  private static final String BEN = "user_id=%40ben%3Ahs1.example";
  private static final String CREATE =
      "{\"type\":\"m.room.create\",\"state_key\":\"\",\"sender\":\"@ada:hs1.example\","
          + "\"content\":{ \"room_version\":\"11\"}}";

  private final Vertx vertx = Vertx.vertx();
  private final FakeHomeserver homeserver = new FakeHomeserver(vertx);
  private final HomeserverClient client =
      new HomeserverClient(vertx, Duration.ofSeconds(5), 1 << 20);
  private final RoomReader asUser =
      new ClientApiRoomReader(vertx, client, homeserver.base(), new Token("as-secret"));
  private final RoomReader asAdmin =
      new SynapseAdminRoomReader(vertx, client, homeserver.base(), new Token("admin-secret"));

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void a_room_is_read_as_a_local_user_through_the_standard_api() {
    tellAsBen();

    RoomState state = read(asUser, "@ben:hs1.example");

    assertThat(state.version()).isEqualTo("11");
    assertThat(state.joined()).containsExactly("@ada:hs1.example", "@bob:hs2.example");
    assertThat(state.authorising())
        .extracting(RoomState.Content::type)
        .containsExactly("m.room.create", "m.room.power_levels");
    assertThat(state.authorising())
        .extracting(RoomState.Content::sender)
        .containsExactly(Optional.of("@ada:hs1.example"), Optional.empty());
    assertThat(text(state.authorising().get(0))).isEqualTo("{ \"room_version\":\"11\"}");
    assertThat(text(state.authorising().get(1))).isEqualTo("{\"users\":{}}");
    assertThat(homeserver.asked).allMatch(request -> request.endsWith(" Bearer as-secret"));
  }

  @Test
  void a_user_who_may_not_look_is_followed_by_the_next() {
    homeserver.on(CLIENT + "/joined_members?user_id=%40ada%3Ahs1.example", 403, "{}");
    tellAsBen();

    assertThat(read(asUser, "@ada:hs1.example", "@ben:hs1.example").version()).isEqualTo("11");
  }

  @Test
  void without_a_user_or_an_answer_the_read_fails() {
    assertThatThrownBy(() -> read(asUser)).hasRootCauseInstanceOf(HomeserverException.class);
    assertThatThrownBy(() -> read(asUser, "@ben:hs1.example"))
        .hasRootCauseInstanceOf(HomeserverException.class);
    assertThatThrownBy(() -> read(asAdmin)).hasRootCauseInstanceOf(HomeserverException.class);
  }

  @Test
  void a_room_is_read_as_the_administrator() {
    homeserver
        .on(ADMIN + "/members", 200, "{\"members\":[\"@ada:hs1.example\"],\"total\":1}")
        .on(
            ADMIN + "/state",
            200,
            "{\"state\":["
                + CREATE
                + ",{\"type\":\"m.room.member\",\"state_key\":\"@ada:hs1.example\",\"content\":{}},"
                + "{\"type\":\"m.room.create\",\"state_key\":\"other\",\"content\":{}}]}");

    RoomState state = read(asAdmin);

    assertThat(state.joined()).containsExactly("@ada:hs1.example");
    assertThat(state.authorising()).hasSize(1);
    assertThat(homeserver.asked).allMatch(request -> request.endsWith(" Bearer admin-secret"));
  }

  private void tellAsBen() {
    homeserver
        .on(
            CLIENT + "/joined_members?" + BEN,
            200,
            "{\"joined\":{\"@ada:hs1.example\":{},\"@bob:hs2.example\":{}}}")
        .on(CLIENT + "/state/m.room.create/?format=event&" + BEN, 200, CREATE)
        .on(CLIENT + "/state/m.room.power_levels/?format=event&" + BEN, 200, "{\"users\":{}}");
  }

  private static RoomState read(RoomReader reader, String... users) {
    return reader.read(ROOM, List.of(users)).toCompletionStage().toCompletableFuture().join();
  }

  private static String text(RoomState.Content content) {
    return new String(content.content().bytes(), StandardCharsets.UTF_8);
  }
}
