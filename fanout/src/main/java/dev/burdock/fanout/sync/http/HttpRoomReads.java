package dev.burdock.fanout.sync.http;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.state.RoomReads;
import dev.burdock.fanout.sync.state.StickyItems;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.read.RoomPage;
import dev.burdock.schemas.read.StickyEntry;
import dev.burdock.schemas.read.UserRooms;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.serde.UnreadableRecordException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Room reads over HTTP: asks one node after the other until one answers or the time is over. */
public final class HttpRoomReads implements RoomReads, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpRoomReads.class);
  private static final int PAGE = 1_000;
  private static final int MAX_CONNECTIONS = 16;
  private static final long ATTEMPT_MS = 3_000;
  private static final long DEADLINE_MS = 6_000;
  private static final long PAUSE_MS = 100;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int SERVER_ERROR = 500;
  private static final Set<Integer> OF_THE_NODE = Set.of(401, 403, 408, 429);

  /** Any path there asks for the secret before it is looked at. */
  private static final String ANY_PATH = "/internal/v1/secret";

  private static final long CHECK_MS = 5_000;

  /** A read that no node answers. */
  private static final class RefusedReadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private RefusedReadException(String message) {
      super(message, null, false, false);
    }
  }

  private final Vertx vertx;
  private final WebClient client;
  private final List<URI> nodes;
  private final String secret;
  private final AvroCodec<RoomPage> pages;
  private final AvroCodec<UserRooms> users;
  private final SyncMetrics metrics;
  private final Clock clock;
  private final AtomicInteger next = new AtomicInteger();
  private final SecretChecks secrets = new SecretChecks();
  private long timer = -1;

  public HttpRoomReads(
      Vertx vertx,
      List<URI> nodes,
      String secret,
      SchemaRegistry registry,
      SyncMetrics metrics,
      Clock clock) {
    this.vertx = vertx;
    this.client =
        WebClient.create(
            vertx,
            new WebClientOptions().setConnectTimeout((int) ATTEMPT_MS).setUserAgentEnabled(false),
            new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
    this.nodes = List.copyOf(nodes);
    this.secret = secret;
    this.pages = new AvroCodec<>(registry, RoomPage.class);
    this.users = new AvroCodec<>(registry, UserRooms.class);
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public CompletionStage<List<StickyItem>> room(String roomId, Mark atLeast) {
    return pagesAfter(roomId, atLeast, null, new ArrayList<>()).toCompletionStage();
  }

  @Override
  public CompletionStage<Map<String, MarkedMembership>> rooms(String userId) {
    return read("/internal/v1/rooms?user=" + encoded(userId), users)
        .map(HttpRoomReads::memberships)
        .toCompletionStage();
  }

  /** Why no node may be read with the secret; empty while that is not known. */
  public Optional<String> trouble() {
    return secrets.refusing().map(node -> "room reads: " + node + " refuses the internal secret");
  }

  /** Asks every node whether it takes the secret; one that did not answer, or refused, again. */
  public void check() {
    timer = vertx.setPeriodic(0, CHECK_MS, fired -> secrets.open(nodes).forEach(this::check));
  }

  private void check(URI node) {
    ask(node, ANY_PATH)
        .onFailure(away -> LOG.debug("room reads: away node={} error={}", node, away.toString()));
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    client.close();
  }

  private Future<HttpResponse<Buffer>> ask(URI node, String path) {
    return client
        .getAbs(base(node) + path)
        .timeout(ATTEMPT_MS)
        .bearerTokenAuthentication(secret)
        .send()
        .onSuccess(response -> secrets.answered(node, response.statusCode()));
  }

  private Future<List<StickyItem>> pagesAfter(
      String roomId, Mark atLeast, Position after, List<StickyItem> found) {
    String path = "/internal/v1/sticky?room=" + encoded(roomId) + "&limit=" + PAGE;
    if (!atLeast.equals(Mark.NONE)) {
      path += "&at_least=" + atLeast.offset();
    }
    if (after != null) {
      path += "&after=" + after.getOffset() + "." + after.getIndex();
    }
    return read(path, pages)
        .compose(
            page -> {
              List<StickyEntry> entries = page.getEntries();
              entries.forEach(entry -> found.add(StickyItems.of(roomId, entry)));
              return page.getMore() && !entries.isEmpty()
                  ? pagesAfter(
                      roomId, atLeast, entries.get(entries.size() - 1).getPosition(), found)
                  : Future.succeededFuture(found);
            });
  }

  private static Map<String, MarkedMembership> memberships(UserRooms user) {
    Map<String, MarkedMembership> rooms = new HashMap<>();
    user.getRooms()
        .forEach(
            room ->
                rooms.put(
                    room.getRoomId(),
                    new MarkedMembership(
                        room.getJoined(),
                        room.getPosition().getPartition(),
                        StickyItems.mark(room.getPosition()))));
    return rooms;
  }

  private <T extends SpecificRecord> Future<T> read(String path, AvroCodec<T> codec) {
    return attempt(path, codec, clock.millis() + DEADLINE_MS)
        .onComplete(result -> metrics.roomRead(result.succeeded()));
  }

  private <T extends SpecificRecord> Future<T> attempt(
      String path, AvroCodec<T> codec, long deadline) {
    URI node = nodes.get(Math.floorMod(next.getAndIncrement(), nodes.size()));
    return ask(node, path)
        .compose(
            response ->
                response.statusCode() == OK
                    ? vertx.executeBlocking(
                        () -> codec.decode(response.bodyAsBuffer().getBytes()), false)
                    : refused(response.statusCode()))
        .recover(
            failure ->
                !(failure instanceof UnreadableRecordException)
                        && !(failure instanceof RefusedReadException)
                        && clock.millis() + PAUSE_MS < deadline
                    ? pause().compose(paused -> attempt(path, codec, deadline))
                    : Future.failedFuture(failure));
  }

  /** Another node may know the secret or have room; none takes what is no question. */
  private static <T> Future<T> refused(int status) {
    String message = "room reads: status " + status;
    return status >= BAD_REQUEST && status < SERVER_ERROR && !OF_THE_NODE.contains(status)
        ? Future.failedFuture(new RefusedReadException(message))
        : Future.failedFuture(message);
  }

  private Future<Void> pause() {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(PAUSE_MS, fired -> over.complete());
    return over.future();
  }

  private static String base(URI node) {
    String text = node.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
