package dev.burdock.tests.fuzz;

import static dev.burdock.tests.fuzz.Texts.text;
import static dev.burdock.tests.fuzz.Texts.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.Marks;
import dev.burdock.fanout.sync.domain.OwedRooms;
import dev.burdock.fanout.sync.domain.PageKey;
import dev.burdock.fanout.sync.domain.RoomEventId;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.domain.Told;
import dev.burdock.fanout.sync.domain.WrappedToken;
import dev.burdock.fanout.sync.gateway.GatewayEdits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What clients ask of the sync gateway: tokens, queries, bodies. */
final class SyncSurfaces {
  private SyncSurfaces() {}

  static List<Surface> all() {
    String token = TokenCodec.encode(token());
    return List.of(
        new Surface(
            "sync-token",
            utf8(token, token + ".s72594_4483", "b1AAAA.s1", "s1_2_3", "b2."),
            input -> token(text(input))),
        new Surface(
            "sync-query",
            utf8(
                "/_matrix/client/v3/sync?since="
                    + token
                    + ".s1&timeout=30000&filter=%7B%22a%22%3A1%7D",
                "/sync?since=s1&set_presence=offline&timeout=99999999999999999999",
                "/sync?a=%zz&&=&b&timeout=+1"),
            input -> query(text(input))),
        new Surface(
            "sliding-body",
            utf8(
                "{\"pos\":\""
                    + token
                    + ".p/1\",\"timeout\":30000,\"lists\":{\"a\":{\"ranges\":[[0,9]]}},"
                    + "\"room_subscriptions\":{\"!r:a.example\":{}},\"extensions\":{"
                    + "\"org.matrix.msc4354.sticky_events\":{\"enabled\":true,\"limit\":5,\"since\":\""
                    + token
                    + "\"},\"e2ee\":{\"enabled\":true}}}",
                "{\"extensions\":{\"sticky_events\":{\"enabled\":true}},\"pos\":null}"),
            SyncSurfaces::slidingBody));
  }

  private static SyncToken token() {
    Marks marks = Marks.of(List.of(new Mark(7, 0), Mark.NONE, new Mark(123_456, 3)));
    PageKey cursor = PageKey.of(1_800_000_000_000L, 2, "!r", "b", new Mark(9, 1));
    return new SyncToken(
            new UUID(1, 2),
            marks,
            Optional.of(new SyncToken.Cut(marks, cursor)),
            Told.NONE,
            new OwedRooms(Set.of(6L), Set.of(7L), Set.of(8L)))
        .telling(
            List.of(new RoomEventId("!r", "$a"), new RoomEventId("!r", "$b")), 1_800_000_000_000L);
  }

  private static void token(String text) {
    WrappedToken wrapped = WrappedToken.parse(text);
    assertThat(wrapped.text()).isEqualTo(text);
    assertThat(WrappedToken.mayBe(text)).isEqualTo(!wrapped.sticky().isEmpty());
    for (String part : List.of(text, wrapped.sticky())) {
      TokenCodec.decode(part)
          .ifPresent(
              token -> {
                assertThat(TokenCodec.decode(TokenCodec.encode(token))).contains(token);
                assertThat(
                        token.telling(List.of(new RoomEventId("!r", "$x")), 1).told().holds("$x"))
                    .isTrue();
              });
    }
  }

  private static void query(String uri) {
    assertThat(GatewayEdits.query(uri, (name, value) -> value)).isEqualTo(uri);
    String with = GatewayEdits.queryWith(uri, "timeout", "0");
    assertThat(GatewayEdits.queryValue(with, "timeout")).isEqualTo("0");
    assertThat(GatewayEdits.queryWith(with, "timeout", "0")).isEqualTo(with);
  }

  /** Nothing but the extension, our part of {@code pos} and a longer wait is changed. */
  private static void slidingBody(byte[] input) {
    Optional<byte[]> body = GatewayEdits.slidingBody(input, false);
    Optional<byte[]> atOnce = GatewayEdits.slidingBody(input, true);
    Optional<JsonNode> sent = Json.tree(input);
    if (body.isEmpty() || sent.isEmpty()) {
      return;
    }
    assertThat(bare(Json.tree(body.get()).orElseThrow())).isEqualTo(bare(sent.get()));
    JsonNode hurried = Json.tree(atOnce.orElseThrow()).orElseThrow();
    assertThat(bare(hurried)).isEqualTo(bare(sent.get()));
    for (String name : List.of("org.matrix.msc4354.sticky_events", "sticky_events")) {
      JsonNode extension = hurried.path("extensions").path(name);
      assertThat(extension.path("enabled").booleanValue()).isTrue();
      assertThat(WrappedToken.parse(extension.path("since").asText("")).sticky()).isEmpty();
    }
  }

  private static JsonNode bare(JsonNode body) {
    ObjectNode bare = body.deepCopy();
    bare.remove(List.of("pos", "timeout"));
    if (bare.get("extensions") instanceof ObjectNode extensions) {
      extensions.remove(List.of("org.matrix.msc4354.sticky_events", "sticky_events"));
    }
    return bare;
  }
}
