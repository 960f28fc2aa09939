package dev.burdock.fanout.sync.http;

import static dev.burdock.fanout.sync.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.read.RoomPage;
import dev.burdock.schemas.read.StickyEntry;
import dev.burdock.schemas.read.UserRooms;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRoomReadsTest {
  private static final String ROOM = "!a/../b:example.org";

  private final Vertx vertx = Vertx.vertx();
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aRoomIsReadPageByPage() {
    AvroCodec<RoomPage> codec = new AvroCodec<>(registry, RoomPage.class);
    RoomPage first = new RoomPage(ROOM, 9L, List.of(entry(5, 0), entry(5, 1)), true);
    RoomPage second = new RoomPage(ROOM, 9L, List.of(entry(7, 0)), false);
    URI node =
        serve(
            request ->
                answer(request, codec.encode(request.getParam("after") == null ? first : second)));

    List<StickyItem> items = reads(node).room(ROOM, new Mark(7, 0)).toCompletableFuture().join();

    assertThat(items)
        .extracting(StickyItem::mark)
        .containsExactly(new Mark(5, 0), new Mark(5, 1), new Mark(7, 0));
    assertThat(asked)
        .containsExactly(
            "Bearer between-us /internal/v1/sticky?room=%21a%2F..%2Fb%3Aexample.org"
                + "&limit=1000&at_least=7",
            "Bearer between-us /internal/v1/sticky?room=%21a%2F..%2Fb%3Aexample.org"
                + "&limit=1000&at_least=7&after=5.1");
  }

  @Test
  void aNodeThatIsNotReadyIsAskedAgain() {
    AvroCodec<UserRooms> codec = new AvroCodec<>(registry, UserRooms.class);
    AtomicInteger requests = new AtomicInteger();
    URI node =
        serve(
            request -> {
              if (requests.incrementAndGet() < 3) {
                request.response().setStatusCode(503).end();
              } else {
                answer(request, codec.encode(rooms()));
              }
            });

    Map<String, MarkedMembership> rooms = reads(node).rooms("@a:b").toCompletableFuture().join();

    assertThat(rooms)
        .containsExactly(Map.entry(ROOM, new MarkedMembership(true, 2, new Mark(4, 1))));
  }

  @Test
  void anotherNodeIsAskedWhenOneIsGone() {
    AvroCodec<UserRooms> codec = new AvroCodec<>(registry, UserRooms.class);
    URI node = serve(request -> answer(request, codec.encode(rooms())));

    HttpRoomReads reads = reads(URI.create("http://127.0.0.1:1"), node);

    assertThat(reads.rooms("@a:b").toCompletableFuture().join()).containsKey(ROOM);
  }

  @Test
  void anAnswerThatCannotBeReadIsNotAskedForAgain() {
    URI node = serve(request -> answer(request, new byte[] {1, 2, 3}));

    assertThatThrownBy(() -> reads(node).rooms("@a:b").toCompletableFuture().join())
        .hasMessageContaining("not in the Confluent wire format");
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 414, 431})
  void aQuestionThatIsRefusedIsNotAskedAgain(int status) {
    URI node = serve(request -> request.response().setStatusCode(status).end());

    assertThatThrownBy(() -> reads(node).rooms("@a:b").toCompletableFuture().join())
        .hasMessageContaining("status " + status);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aSecretThatNoNodeTakesIsTroubleFromTheStartUntilOneDoes() {
    AtomicInteger status = new AtomicInteger(401);
    URI node = serve(request -> request.response().setStatusCode(status.get()).end());
    try (HttpRoomReads reads = reads(node)) {
      reads.check();
      await().until(() -> reads.trouble().isPresent());

      status.set(404);

      await().until(() -> reads.trouble().isEmpty());
    }
  }

  @Test
  void aSecretThatIsRefusedLaterIsTroubleToo() {
    URI node = serve(request -> request.response().setStatusCode(403).end());
    try (HttpRoomReads reads = reads(node)) {
      assertThatThrownBy(() -> reads.rooms("@a:b").toCompletableFuture().join())
          .hasMessageContaining("status 403");

      assertThat(reads.trouble()).get().asString().contains(node.toString());
    }
  }

  private static UserRooms rooms() {
    return new UserRooms(
        "@a:b",
        List.of(new dev.burdock.schemas.read.Membership(ROOM, true, new Position(2, 4L, 1))));
  }

  private static StickyEntry entry(long offset, int index) {
    return new StickyEntry(
        new Position(0, offset, index),
        null,
        NOW,
        "$" + offset + "." + index,
        "@bob:example.org",
        "m.test",
        NOW,
        NOW + 1_000,
        ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)));
  }

  private HttpRoomReads reads(URI... nodes) {
    return new HttpRoomReads(
        vertx,
        List.of(nodes),
        "between-us",
        registry,
        new SyncMetrics(new SimpleMeterRegistry()),
        Clock.systemUTC());
  }

  private URI serve(Consumer<HttpServerRequest> handler) {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(request.getHeader("Authorization") + " " + request.uri());
                  handler.accept(request);
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private static void answer(HttpServerRequest request, byte[] body) {
    request
        .response()
        .putHeader("Content-Type", "application/vnd.burdock.avro")
        .end(Buffer.buffer(body));
  }
}
