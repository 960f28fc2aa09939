package dev.burdock.streams.http;

import dev.burdock.http.server.Listener;
import dev.burdock.schemas.read.RoomPage;
import dev.burdock.schemas.read.UserRooms;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.run.Fatal;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.streams.config.ReadsConfig;
import dev.burdock.streams.processor.Names;
import dev.burdock.streams.state.Reads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;

/**
 * The internal reads of rooms and users over HTTP: any node takes any request; who holds the answer
 * gives it. Stores are read on worker threads alone.
 */
public final class RoomReadServer {
  private final Vertx vertx;
  private final ReadsConfig config;
  private final Listener listener;
  private final Reads reads;
  private final AvroCodec<RoomPage> pages;
  private final AvroCodec<UserRooms> userRooms;
  private final Clock clock;
  private final ReadRouter readRouter;
  private HttpServer server;
  private volatile StoreDirectory directory;

  public RoomReadServer(
      Vertx vertx, ReadsConfig config, Listener listener, SchemaRegistry registry, Clock clock) {
    this.vertx = vertx;
    this.config = config;
    this.listener = listener;
    this.reads = new Reads(registry);
    this.pages = new AvroCodec<>(registry, RoomPage.class);
    this.userRooms = new AvroCodec<>(registry, UserRooms.class);
    this.clock = clock;
    this.readRouter = new ReadRouter(vertx, config);
  }

  /** Begins to listen; until {@link #serve} every read is answered with 503. */
  public Future<Void> listen() {
    Router router = Router.router(vertx);
    router.route("/internal/*").handler(this::authorise);
    router.get("/internal/v1/sticky").handler(this::room);
    router.get("/internal/v1/rooms").handler(this::user);
    router.route().handler(context -> answer(context, notFound()));
    return listener
        .server(vertx, router)
        .listen(config.port(), config.host())
        .onSuccess(listening -> server = listening)
        .mapEmpty();
  }

  /** The port, once {@link #listen} succeeded. */
  public int port() {
    return server.actualPort();
  }

  /** {@code host:port} by which other nodes reach this one. */
  public String advertised() {
    return config.reachableHost() + ":" + port();
  }

  /** Answers from the stores of these streams. */
  public void serve(KafkaStreams streams, int partitions) {
    HostInfo self = new HostInfo(config.reachableHost(), port());
    directory = new StoreDirectory(streams, self, partitions);
  }

  public Future<Void> close() {
    readRouter.close();
    return server == null ? Future.succeededFuture() : server.close();
  }

  private void authorise(RoutingContext context) {
    String shown = Optional.ofNullable(context.request().getHeader("Authorization")).orElse("");
    byte[] expected = ("Bearer " + config.secret()).getBytes(StandardCharsets.UTF_8);
    if (MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), expected)) {
      context.next();
    } else {
      answer(context, ReadResponse.error(401, "M_UNKNOWN_TOKEN", "not the internal secret"));
    }
  }

  private void room(RoutingContext context) {
    String room;
    ReadQuery query;
    try {
      room = ReadQuery.id("room", context.queryParams());
      query = ReadQuery.of(context.queryParams());
    } catch (IllegalArgumentException e) {
      answer(context, ReadResponse.error(400, "M_INVALID_PARAM", e.getMessage()));
      return;
    }
    read(context, Names.STICKY_STORE, room, copy -> page(copy, room, query));
  }

  private void user(RoutingContext context) {
    String user;
    try {
      user = ReadQuery.id("user", context.queryParams());
    } catch (IllegalArgumentException e) {
      answer(context, ReadResponse.error(400, "M_INVALID_PARAM", e.getMessage()));
      return;
    }
    read(
        context,
        Names.USER_ROOMS_STORE,
        user,
        copy ->
            copy.complete().getAsBoolean()
                ? Optional.of(userRooms.encode(reads.rooms(copy.store(), user)))
                : Optional.empty());
  }

  private Optional<byte[]> page(StoreDirectory.Copy copy, String room, ReadQuery query) {
    boolean fresh =
        query.atLeast() < 0
            ? copy.complete().getAsBoolean()
            : reads.appliedOffset(copy.store()) >= query.atLeast();
    if (!fresh) {
      return Optional.empty();
    }
    int partition = directory.partition(room);
    return Optional.of(
        pages.encode(
            reads.page(
                copy.store(), partition, room, query.after(), query.limit(), clock.millis())));
  }

  private void read(RoutingContext context, String store, String key, LocalRead.Reader reader) {
    StoreDirectory known = directory;
    if (known == null) {
      answer(context, ReadResponse.unavailable("starting"));
      return;
    }
    LocalRead local = new LocalRead(vertx, known, config.waitMs(), store, key, reader);
    readRouter
        .route(context.request(), () -> known.owners(store, key), local)
        .onSuccess(answer -> answer(context, answer))
        .onFailure(
            failure -> {
              Fatal.tell(failure);
              context.fail(failure);
            });
  }

  private static ReadResponse notFound() {
    return ReadResponse.error(404, "M_UNRECOGNIZED", "no such read");
  }

  private static void answer(RoutingContext context, ReadResponse answer) {
    answer.write(context.response());
  }
}
