package dev.burdock.fanout.federation.http;

import static dev.burdock.fanout.federation.Pdus.ORIGIN;
import static dev.burdock.fanout.federation.Pdus.pdu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.fanout.federation.domain.Attempt;
import dev.burdock.fanout.federation.domain.AttemptPolicy;
import dev.burdock.fanout.federation.domain.FailureKind;
import dev.burdock.fanout.federation.domain.SendResult;
import dev.burdock.fanout.federation.domain.Transaction;
import dev.burdock.matrix.federation.AddressPolicy;
import dev.burdock.matrix.federation.DnsClient;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.federation.WellKnownClient;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.config.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpSenderTest {
  private static final SigningKey KEY = SigningKey.generate("1", new Random(1));
  private static final TestCa CA = new TestCa();

  @TempDir static Path folder;
  private static Path trust;

  private final Vertx vertx = Vertx.vertx();
  private final List<HttpSender> closing = new ArrayList<>();
  private final FakeDns dns = new FakeDns();

  @BeforeAll
  static void writeTrust() throws Exception {
    trust = Files.writeString(folder.resolve("ca.pem"), CA.pem());
  }

  @AfterEach
  void close() throws Exception {
    for (HttpSender one : closing) {
      one.close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("a transaction arrives signed, under its id, with the server's name as Host")
  void arrivesSigned() throws Exception {
    RemoteServer remote = remote("127.0.7.1", null, CA.identity("127.0.7.1"));
    Transaction transaction = transaction(remote.name());

    SendResult result = send(sender(Map.of()), transaction);

    assertThat(result).isEqualTo(new SendResult.Accepted(Map.of()));
    assertThat(remote.faults).isEmpty();
    assertThat(remote.received).hasSize(1);
    RemoteServer.Received received = remote.received.get(0);
    assertThat(received.txnId()).isEqualTo(transaction.id());
    assertThat(received.host()).isEqualTo(remote.name());
    assertThat(received.origin()).isEqualTo(ORIGIN);
    assertThat(received.eventIds()).containsExactly("$1", "$2");
  }

  @Test
  @DisplayName("a name found through SRV is certified, asked for by SNI and sent as Host itself")
  void serviceKeepsTheName() throws Exception {
    RemoteServer remote =
        remote("127.0.7.2", "matrix.example.org", CA.identity("matrix.example.org"));
    dns.services.put(
        "_matrix-fed._tcp.matrix.example.org",
        List.of(new DnsClient.SrvRecord(1, 1, remote.port(), "machine.example.net")));
    dns.addresses.put("machine.example.net", "127.0.7.2");

    SendResult result = send(sender(Map.of()), transaction("matrix.example.org"));

    assertThat(result).isInstanceOf(SendResult.Accepted.class);
    assertThat(remote.received.get(0).host()).isEqualTo("matrix.example.org");
    assertThat(remote.sni).containsExactly("matrix.example.org");
  }

  @Test
  @DisplayName("an override sends elsewhere and still wants the certificate of the name")
  void overrideKeepsTheName() throws Exception {
    RemoteServer remote = remote("127.0.7.3", "over.example.org", CA.identity("over.example.org"));
    RemoteServer wrong = remote("127.0.7.3", "wrong.example.org", CA.identity("over.example.org"));
    HttpSender sender =
        sender(
            Map.of(
                HttpConfig.OVERRIDE_PREFIX + "over.example.org", "127.0.7.3:" + remote.port(),
                HttpConfig.OVERRIDE_PREFIX + "wrong.example.org", "127.0.7.3:" + wrong.port()));

    assertThat(send(sender, transaction("over.example.org")))
        .isInstanceOf(SendResult.Accepted.class);
    assertThat(send(sender, transaction("wrong.example.org"))).matches(failed(FailureKind.TLS));
    assertThat(wrong.received).isEmpty();
  }

  @Test
  @DisplayName(
      "an expired certificate, one for another address, one of a stranger: none is trusted")
  void untrusted() throws Exception {
    RemoteServer expired = remote("127.0.7.4", null, CA.expired("127.0.7.4"));
    RemoteServer other = remote("127.0.7.4", null, CA.identity("127.0.7.5"));
    RemoteServer stranger = remote("127.0.7.4", null, new TestCa().identity("127.0.7.4"));
    HttpSender sender = sender(Map.of());

    for (RemoteServer remote : List.of(expired, other, stranger)) {
      assertThat(send(sender, transaction(remote.name()))).matches(failed(FailureKind.TLS));
      assertThat(remote.received).isEmpty();
    }
  }

  @Test
  @DisplayName("a special-purpose address is not called unless its network is allowed")
  void addressPolicy() throws Exception {
    RemoteServer remote = remote("127.0.7.6", null, CA.identity("127.0.7.6"));

    SendResult result =
        send(sender(Map.of(HttpConfig.ALLOWED.name(), "10.0.0.0/8")), transaction(remote.name()));

    assertThat(result).matches(failed(FailureKind.DISCOVERY));
    assertThat(remote.received).isEmpty();
  }

  @Test
  @DisplayName("the second address is tried when the first takes no connection")
  void secondCandidate() throws Exception {
    RemoteServer remote = remote("127.0.7.8", "two.example.org", CA.identity("two.example.org"));
    dns.services.put(
        "_matrix-fed._tcp.two.example.org",
        List.of(
            new DnsClient.SrvRecord(1, 1, remote.port(), "dead.example.net"),
            new DnsClient.SrvRecord(2, 1, remote.port(), "good.example.net")));
    dns.addresses.put("dead.example.net", "127.0.7.9");
    dns.addresses.put("good.example.net", "127.0.7.8");

    assertThat(send(sender(Map.of()), transaction("two.example.org")))
        .isInstanceOf(SendResult.Accepted.class);
  }

  @Test
  @DisplayName("a refused connection is a failure to connect")
  void refuses() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.7.10"))) {
      free = socket.getLocalPort();
    }
    assertThat(send(sender(Map.of()), transaction("127.0.7.10:" + free)))
        .matches(failed(FailureKind.CONNECT));
  }

  @Test
  @DisplayName("a server that does not answer is given up after the bound")
  void hangs() throws Exception {
    RemoteServer remote = remote("127.0.7.11", null, CA.identity("127.0.7.11"));
    remote.behave(request -> {});

    assertThat(send(sender(Map.of()), transaction(remote.name())))
        .matches(failed(FailureKind.TIMEOUT));
  }

  @Test
  @DisplayName("a server that takes the connection and says nothing, not even in TLS, is given up")
  void hangsInHandshake() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.7.12"))) {
      SendResult result =
          send(sender(Map.of()), transaction("127.0.7.12:" + socket.getLocalPort()));

      assertThat(result).isInstanceOf(SendResult.Failed.class);
    }
  }

  @Test
  @DisplayName("a server that drips its answer is given up after the bound")
  void drips() throws Exception {
    RemoteServer remote = remote("127.0.7.13", null, CA.identity("127.0.7.13"));
    remote.behave(
        request -> {
          request.response().setChunked(true);
          long timer =
              vertx.setPeriodic(20, id -> request.response().write(" ").onFailure(e -> {}));
          request.connection().closeHandler(closed -> vertx.cancelTimer(timer));
        });

    assertThat(send(sender(Map.of()), transaction(remote.name())))
        .matches(failed(FailureKind.TIMEOUT));
  }

  @Test
  @DisplayName("an endless answer is cut at the bound")
  void endless() throws Exception {
    RemoteServer remote = remote("127.0.7.14", null, CA.identity("127.0.7.14"));
    remote.behave(
        request -> {
          request.response().setChunked(true);
          Buffer chunk = Buffer.buffer(new byte[16_384]);
          long timer =
              vertx.setPeriodic(1, id -> request.response().write(chunk).onFailure(e -> {}));
          request.connection().closeHandler(closed -> vertx.cancelTimer(timer));
        });

    // Time enough for the first handshake of this JVM.
    HttpSender patient =
        sender(Map.of(HttpConfig.REQUEST.name(), "15000", HttpConfig.CONNECT.name(), "10000"));
    assertThat(send(patient, transaction(remote.name()))).matches(failed(FailureKind.TOO_LONG));
  }

  @Test
  @DisplayName("a compressed answer is not asked for, and one that comes all the same not inflated")
  void compressed() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(new byte[64 << 20]);
    }
    AtomicReference<String> encodings = new AtomicReference<>();
    RemoteServer remote = remote("127.0.7.21", null, CA.identity("127.0.7.21"));
    remote.behave(
        request -> {
          encodings.set(request.getHeader("Accept-Encoding"));
          request
              .response()
              .putHeader("Content-Encoding", "gzip")
              .end(Buffer.buffer(bomb.toByteArray()));
        });

    assertThat(send(sender(Map.of()), transaction(remote.name())))
        .matches(failed(FailureKind.GARBAGE));
    assertThat(encodings).hasValue("identity");
  }

  @Test
  @DisplayName("a connection that is cut after the request, or within the answer, is a failure")
  void resets() throws Exception {
    RemoteServer remote = remote("127.0.7.15", null, CA.identity("127.0.7.15"));
    HttpSender sender = sender(Map.of());
    remote.behave(request -> request.connection().close());
    SendResult afterRequest = send(sender, transaction(remote.name()));
    remote.behave(
        request -> {
          request.response().putHeader("Content-Length", "1000");
          request
              .response()
              .write("{\"pdus\":{")
              .onComplete(written -> request.connection().close());
        });
    SendResult withinAnswer = send(sender, transaction(remote.name()));

    assertThat(afterRequest).matches(failed(FailureKind.RESET));
    assertThat(withinAnswer).matches(failed(FailureKind.RESET));
    assertThat(remote.received).hasSize(2);
    assertThat(remote.received.get(1).body()).isEqualTo(remote.received.get(0).body());
  }

  @Test
  @DisplayName("what is not HTTP is garbage, and no exception escapes")
  void garbage() throws Exception {
    RemoteServer remote = remote("127.0.7.16", null, CA.identity("127.0.7.16"));
    remote.behave(
        request ->
            request
                .toNetSocket()
                .onSuccess(
                    socket -> socket.write("SSH-2.0-OpenSSH_9.9\r\n\r\n").onFailure(e -> {})));

    assertThat(send(sender(Map.of()), transaction(remote.name())))
        .isInstanceOf(SendResult.Failed.class);
  }

  @Test
  @DisplayName("500, 429 and 200 with an error are judged by their bodies")
  void statuses() throws Exception {
    RemoteServer remote = remote("127.0.7.17", null, CA.identity("127.0.7.17"));
    HttpSender sender = sender(Map.of());
    remote.behave(RemoteServer.Behaviour.status(500, ""));
    assertThat(send(sender, transaction(remote.name()))).matches(failed(FailureKind.SERVER_ERROR));
    remote.behave(RemoteServer.Behaviour.status(429, "{\"retry_after_ms\":1234}"));
    assertThat(send(sender, transaction(remote.name())))
        .isEqualTo(new SendResult.Wait(Duration.ofMillis(1234)));
    remote.behave(RemoteServer.Behaviour.status(200, "{\"pdus\":{\"$2\":{\"error\":\"no\"}}}"));
    assertThat(send(sender, transaction(remote.name())))
        .isEqualTo(new SendResult.Accepted(Map.of("$2", "no")));
  }

  @Test
  @DisplayName("a connection is kept for the next transactions, unless too many are open")
  void keepsConnections() throws Exception {
    RemoteServer remote = remote("127.0.7.18", null, CA.identity("127.0.7.18"));

    assertThat(connections(remote, sender(Map.of()))).isLessThanOrEqualTo(2);
    assertThat(connections(remote, sender(Map.of(HttpConfig.CONNECTIONS.name(), "0"))))
        .isEqualTo(4);
  }

  /** How many connections four transactions take, one after the other. */
  private long connections(RemoteServer remote, HttpSender sender) throws Exception {
    int before = remote.received.size();
    for (int i = 0; i < 4; i++) {
      send(sender, transaction(remote.name()));
    }
    return remote.received.stream()
        .skip(before)
        .map(request -> request.connection())
        .distinct()
        .count();
  }

  private SendResult send(HttpSender sender, Transaction transaction) throws Exception {
    Attempt attempt =
        sender.send(transaction, true).toCompletableFuture().get(20, TimeUnit.SECONDS);
    return AttemptPolicy.result(attempt);
  }

  private HttpSender sender(Map<String, String> settings) {
    Map<String, String> texts = new HashMap<>();
    texts.put(HttpConfig.REQUEST.name(), "1500");
    texts.put(HttpConfig.CONNECT.name(), "700");
    texts.put(HttpConfig.RESPONSE_BYTES.name(), "100000");
    texts.put(HttpConfig.TRUST.name(), trust.toString());
    texts.put(HttpConfig.ALLOWED.name(), "127.0.0.0/8");
    texts.putAll(settings);
    HttpConfig config = HttpConfig.from(Settings.of(texts));
    ServerDiscovery discovery =
        new ServerDiscovery(
            new NoWellKnown(),
            dns,
            AddressPolicy.allowing(config.allowed()),
            config.overrides(),
            100,
            Clock.systemUTC(),
            new Random(1));
    HttpSender sender =
        new HttpSender(
            config,
            discovery,
            new RequestSigner(Map.of(ORIGIN, KEY)),
            vertx,
            vertx.getOrCreateContext());
    closing.add(sender);
    return sender;
  }

  private RemoteServer remote(String address, String name, TestCa.Identity identity)
      throws Exception {
    return RemoteServer.start(vertx, address, name, identity, KEY.verifyKey());
  }

  private static Transaction transaction(String destination) {
    return new Transaction(ORIGIN, destination, List.of(pdu("$1"), pdu("$2")));
  }

  private static java.util.function.Predicate<SendResult> failed(FailureKind kind) {
    return result -> result instanceof SendResult.Failed failed && failed.kind() == kind;
  }

  private static final class NoWellKnown implements WellKnownClient {
    @Override
    public CompletionStage<Reply> fetch(String host) {
      return CompletableFuture.completedStage(
          new Reply(404, "", Optional.empty(), Optional.empty()));
    }
  }

  private static final class FakeDns implements DnsClient {
    private final Map<String, List<SrvRecord>> services = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();

    @Override
    public CompletionStage<List<InetAddress>> addresses(String host) {
      try {
        String address = addresses.get(host);
        return CompletableFuture.completedStage(
            address == null ? List.of() : List.of(InetAddress.getByName(address)));
      } catch (java.net.UnknownHostException e) {
        return CompletableFuture.failedStage(e);
      }
    }

    @Override
    public CompletionStage<List<SrvRecord>> services(String name) {
      return CompletableFuture.completedStage(services.getOrDefault(name, List.of()));
    }
  }
}
