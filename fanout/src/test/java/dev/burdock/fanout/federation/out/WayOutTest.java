package dev.burdock.fanout.federation.out;

import static dev.burdock.fanout.federation.out.RawHomeserver.request;
import static dev.burdock.fanout.federation.out.RawHomeserver.send;
import static dev.burdock.fanout.federation.out.RawHomeserver.transaction;
import static dev.burdock.fanout.federation.out.WayOutWorld.ORIGIN;
import static dev.burdock.fanout.federation.out.WayOutWorld.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.fanout.federation.client.WorkerAddress;
import dev.burdock.fanout.federation.config.OutConfig;
import dev.burdock.fanout.federation.domain.QueuedPdu;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The way out")
@Timeout(60)
class WayOutTest {
  private static final String STICKY =
      "{\"hashes\":{\"sha256\":\"one\"},\"msc4354_sticky\":{\"duration_ms\":3600000}}";
  private static final String BODY = "{\"origin\":\"ours.example\",\"pdus\":[" + STICKY + "]}";

  @TempDir Path folder;
  private WayOutWorld world;

  @BeforeEach
  void open() throws Exception {
    world = new WayOutWorld(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  @DisplayName("R33: hands on what came, under the remote's own name, without the secret")
  void handsOn() throws Exception {
    String remote = world.remote(true);
    int port = world.worker(Map.of()).port();

    String answer =
        send(
                port,
                request(
                    "POST",
                    remote,
                    "/_matrix/federation/v1/user/keys/query?x=%20",
                    SECRET,
                    "Authorization: X-Matrix a=b^User-Agent: Synapse^",
                    "{}"))
            .join();

    assertThat(answer).startsWith("HTTP/1.1 200 ");
    WayOutWorld.Received received = world.received.get(0);
    assertThat(received.line()).isEqualTo("POST /_matrix/federation/v1/user/keys/query?x=%20");
    assertThat(received.body()).isEqualTo("{}");
    assertThat(received.headers())
        .containsEntry("host", remote)
        .containsEntry("authorization", "X-Matrix a=b")
        .containsEntry("user-agent", "Synapse")
        .doesNotContainKey("proxy-authorization");
    assertThat(received.headers().toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @DisplayName("R33: hands answers back as they come, redirects and errors too")
  @ValueSource(ints = {200, 204, 307, 403, 404, 429, 500, 502})
  void answersUnchanged(int status) throws Exception {
    String remote = world.remote(true);
    world.behaviour =
        (request, body) -> {
          request.response().setStatusCode(status).putHeader("Location", "https://cdn/x");
          request.response().end(status == 204 ? "" : "words");
        };

    String answer =
        send(world.worker(Map.of()).port(), request("GET", remote, "/a", SECRET, "", "")).join();

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("https://cdn/x");
    assertThat(answer.endsWith("words")).isEqualTo(status != 204);
  }

  @Test
  @DisplayName("R33: streams what is large, and in chunks what came in chunks")
  void streams() throws Exception {
    String remote = world.remote(true);
    String megabyte = "m".repeat(1 << 20);
    world.behaviour =
        (request, body) -> {
          request.response().setChunked(true);
          for (int i = 0; i < 20; i++) {
            request.response().write(megabyte);
          }
          request.response().end();
        };

    String answer =
        send(world.worker(Map.of()).port(), request("GET", remote, "/a", SECRET, "", "")).join();

    assertThat(answer).containsIgnoringCase("transfer-encoding: chunked");
    assertThat(answer.chars().filter(c -> c == 'm').count()).isGreaterThanOrEqualTo(20L << 20);
  }

  @ParameterizedTest
  @DisplayName("R33: is closed to who does not show the secret")
  @ValueSource(strings = {"", "wrong", "a-secret-of-the-tes", "a-secret-of-the-testx"})
  void wrongSecret(String shown) throws Exception {
    String remote = world.remote(true);
    String wrong = request("GET", remote, "/a", shown, "", "");

    assertThat(send(world.worker(Map.of()).port(), wrong).join()).startsWith("HTTP/1.1 407 ");

    assertThat(world.received).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("R33: takes the absolute form of one scheme alone, in exact framing")
  @ValueSource(
      strings = {
        "GET /a HTTP/1.1^Host: REMOTE^SECRET^",
        "GET http://REMOTE/a HTTP/1.1^Host: REMOTE^SECRET^",
        "GET https://REMOTE/a HTTP/1.1^Host: REMOTE^SECRET^",
        "GET MATRIX-FEDERATION://REMOTE/a HTTP/1.1^Host: REMOTE^SECRET^",
        "GET matrix-federation://u@REMOTE/a HTTP/1.1^Host: REMOTE^SECRET^",
        "GET matrix-federation://REMOTE HTTP/1.1^Host: REMOTE^SECRET^",
        "GET matrix-federation:///a HTTP/1.1^Host: REMOTE^SECRET^",
        "GET matrix-federation://REMOTE/a/../b HTTP/1.1^Host: REMOTE^SECRET^",
        "GET matrix-federation://REMOTE/a#b HTTP/1.1^Host: REMOTE^SECRET^",
        "CONNECT REMOTE HTTP/1.1^Host: REMOTE^SECRET^",
        "GET matrix-federation://REMOTE/a HTTP/1.1^SECRET^",
        "PUT matrix-federation://REMOTE/a HTTP/1.1^Host: h^SECRETContent-Length: 3^"
            + "Transfer-Encoding: chunked^^0^^GET matrix-federation://REMOTE/b HTTP/1.1^Host: h^^",
        "PUT matrix-federation://REMOTE/a HTTP/1.1^Host: h^SECRETContent-Length: 1^"
            + "Content-Length: 2^^ab",
        "PUT matrix-federation://REMOTE/a HTTP/1.0^SECRETTransfer-Encoding: chunked^^0^^"
      })
  void otherForms(String text) throws Exception {
    String remote = world.remote(true);
    String bytes =
        text.replace("REMOTE", remote)
            .replace("SECRET", "Proxy-Authorization: Bearer " + SECRET + "^");

    String answer = send(world.worker(Map.of()).port(), bytes).join();

    // What has no Host is ended without an answer.
    assertThat(answer).matches("(?s)(HTTP/1.1 (400|405) .*)?");
    assertThat(answer.split("HTTP/1.1 ", -1)).hasSizeLessThanOrEqualTo(2);
    assertThat(world.received).isEmpty();
  }

  @Test
  @DisplayName("R33: reaches no address that our own transactions may not reach")
  void addressPolicy() throws Exception {
    int port = world.worker(Map.of()).port();

    String answer = send(port, request("GET", "127.0.9.1:" + port, "/a", SECRET, "", "")).join();

    assertThat(answer).startsWith("HTTP/1.1 502 ");
  }

  @Test
  @DisplayName("R33: sends a transaction in the turn of the lane, and its 200 delivers for us")
  void transactionInTurn() throws Exception {
    String remote = world.remote(true);
    WayOutWorld.Worker worker = world.worker(Map.of());
    List<HttpServerRequest> open = holdAnswers();
    CompletableFuture<String> answer = send(worker.port(), transaction(remote, "1", BODY));
    await().until(() -> open.size() == 1);

    worker.lanes().push(pdu("$1", "one"), remote);
    assertThat(worker.lanes().sent()).isZero();
    open.get(0).response().end("{\"pdus\":{}}");

    assertThat(answer.join()).startsWith("HTTP/1.1 200 ");
    await().until(() -> worker.lanes().outcomes() == 1);
    assertThat(worker.lanes().sent()).isZero();
    assertThat(world.received.get(0).body()).isEqualTo(BODY);
  }

  @Test
  @DisplayName("R33: sends a transaction after the one of ours in flight, others beside it")
  void waitsForOurs() throws Exception {
    String remote = world.remote(true);
    WayOutWorld.Worker worker = world.worker(Map.of());
    worker.lanes().push(pdu("$2", "two"), remote);
    CompletableFuture<String> answer = send(worker.port(), transaction(remote, "1", BODY));

    send(worker.port(), request("GET", remote, "/beside", SECRET, "", "")).join();
    assertThat(world.received).hasSize(1);
    worker.lanes().accept(remote);

    assertThat(answer.join()).startsWith("HTTP/1.1 200 ");
    assertThat(world.received).hasSize(2);
  }

  @Test
  @DisplayName("R33: leaves out what a lane has brought, and signs what is left")
  void leavesOut() throws Exception {
    String remote = world.remote(true);
    WayOutWorld.Worker worker = world.worker(Map.of());
    worker.lanes().push(pdu("$1", "one"), remote);
    worker.lanes().accept(remote);
    String other = "{\"hashes\":{\"sha256\":\"three\"}}";

    String nothing = send(worker.port(), transaction(remote, "1", BODY)).join();
    String rest =
        send(worker.port(), transaction(remote, "2", BODY.replace("]", "," + other + "]"))).join();

    assertThat(nothing).startsWith("HTTP/1.1 200 ").endsWith("{\"pdus\":{}}");
    assertThat(rest).startsWith("HTTP/1.1 200 ");
    assertThat(world.received).hasSize(1);
    WayOutWorld.Received received = world.received.get(0);
    assertThat(received.body()).contains("three").doesNotContain("one");
    XMatrix.parse(received.headers().get("authorization"))
        .verify(
            "PUT",
            "/_matrix/federation/v1/send/2",
            ServerName.parse(remote),
            CanonicalJson.parse(received.body().getBytes(StandardCharsets.UTF_8)),
            WayOutWorld.KEY.verifyKey());
  }

  @Test
  @DisplayName("R33: hands a transaction to the worker that has its destination, in its turn there")
  void handsOver() throws Exception {
    String remote = world.remote(true);
    WayOutWorld.Worker front = world.worker(Map.of(OutConfig.HOLD.name(), "20000"));
    WayOutWorld.Worker owner = world.worker(Map.of());
    front.lanes().lose();
    owner.lanes().push(pdu("$2", "two"), remote);
    CompletableFuture<String> answer = send(front.port(), transaction(remote, "1", BODY));

    world.owners.put(0, new WorkerAddress("127.0.0.1", owner.port()));
    await().until(() -> world.count(FederationMetrics.Out.HANDED_ON) == 1);
    assertThat(world.received).isEmpty();
    owner.lanes().accept(remote);

    assertThat(answer.join()).startsWith("HTTP/1.1 200 ").doesNotContain("Burdock");
    assertThat(world.received.get(0).body()).isEqualTo(BODY);
    assertThat(world.received.get(0).headers().toString()).doesNotContain(SECRET, "Burdock-");
  }

  @Test
  @DisplayName("R33: hands nothing on twice, whatever workers think of each other")
  void handsOnOnce() throws Exception {
    String remote = world.remote(true);
    WayOutWorld.Worker front = world.worker(Map.of());
    WayOutWorld.Worker other = world.worker(Map.of());
    front.lanes().lose();
    other.lanes().lose();
    world.owners.put(0, new WorkerAddress("127.0.0.1", other.port()));

    String answer = send(front.port(), transaction(remote, "1", BODY)).join();

    assertThat(answer).startsWith("HTTP/1.1 200 ");
    assertThat(world.received).hasSize(1);
    assertThat(world.count(FederationMetrics.Out.OUT_OF_TURN)).isOne();
  }

  @Test
  @DisplayName("R33: holds a transaction while nobody has its destination, and then lets it go")
  void holds() throws Exception {
    String remote = world.remote(false);
    WayOutWorld.Worker worker = world.worker(Map.of(OutConfig.HOLD.name(), "400"));
    world.owners.put(1, new WorkerAddress("127.0.0.1", 1));

    String answer = send(worker.port(), transaction(remote, "1", BODY)).join();

    assertThat(answer).startsWith("HTTP/1.1 200 ");
    assertThat(world.count(FederationMetrics.Out.OUT_OF_TURN)).isOne();
  }

  @Test
  @DisplayName("R33: gives the turn back when the homeserver waits no more")
  void homeserverGone() throws Exception {
    String remote = world.remote(true);
    WayOutWorld.Worker worker = world.worker(Map.of());
    worker.lanes().push(pdu("$2", "two"), remote);
    Socket gone = RawHomeserver.open(worker.port(), transaction(remote, "1", BODY));
    CompletableFuture<String> next = send(worker.port(), transaction(remote, "2", BODY));

    await().until(() -> world.connections() == 2);
    gone.close();
    await().until(() -> world.connections() == 1);
    worker.lanes().accept(remote);

    assertThat(next.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
    assertThat(world.received).hasSize(1);
    assertThat(world.received.get(0).line()).endsWith("/send/2");
  }

  @Test
  @DisplayName("R33: takes no new connection when it stops, and ends what is under way first")
  void drains() throws Exception {
    String remote = world.remote(true);
    WayOutWorld.Worker worker = world.worker(Map.of());
    List<HttpServerRequest> open = holdAnswers();
    CompletableFuture<String> answer = send(worker.port(), transaction(remote, "1", BODY));
    await().until(() -> open.size() == 1);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(worker.server()::close);
    await().until(() -> refuses(worker.port()));
    assertThat(closed).isNotDone();
    open.get(0).response().end("{\"pdus\":{}}");

    assertThat(answer.join()).startsWith("HTTP/1.1 200 ");
    closed.get(20, TimeUnit.SECONDS);
  }

  private static boolean refuses(int port) {
    try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (java.io.IOException e) {
      return true;
    }
  }

  private List<HttpServerRequest> holdAnswers() {
    List<HttpServerRequest> open = new CopyOnWriteArrayList<>();
    world.behaviour = (HttpServerRequest request, Buffer body) -> open.add(request);
    return open;
  }

  private static QueuedPdu pdu(String eventId, String hash) {
    byte[] json = ("{\"hashes\":{\"sha256\":\"" + hash + "\"}}").getBytes(StandardCharsets.UTF_8);
    return new QueuedPdu(eventId, "!room:ours.example", ORIGIN, 1_000_000, 4_600_000, json);
  }
}
