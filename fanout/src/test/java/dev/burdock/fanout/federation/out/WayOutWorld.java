package dev.burdock.fanout.federation.out;

import dev.burdock.fanout.federation.client.WorkerAddress;
import dev.burdock.fanout.federation.config.FederationConfig;
import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.fanout.federation.config.OutConfig;
import dev.burdock.fanout.federation.http.RemoteCalls;
import dev.burdock.fanout.federation.http.TestCa;
import dev.burdock.fanout.federation.lane.GuestLanes;
import dev.burdock.fanout.federation.metrics.FederationMetrics;
import dev.burdock.matrix.federation.AddressPolicy;
import dev.burdock.matrix.federation.ServerDiscovery;
import dev.burdock.matrix.federation.WellKnownClient;
import dev.burdock.matrix.federation.jdk.JdkDns;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.topic.Partitions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Two workers with a way out each, and remote servers with TLS that record what comes. */
final class WayOutWorld implements AutoCloseable {
  static final String SECRET = "a-secret-of-the-test";
  static final String ORIGIN = "ours.example";
  static final SigningKey KEY = SigningKey.generate("1", new Random(1));

  final Vertx vertx = Vertx.vertx();
  final List<Received> received = new CopyOnWriteArrayList<>();
  final Map<Integer, WorkerAddress> owners = new ConcurrentHashMap<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestCa ca = new TestCa();
  private final Path trust;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<AutoCloseable> parts = new CopyOnWriteArrayList<>();
  volatile BiConsumer<HttpServerRequest, Buffer> behaviour =
      (request, body) -> request.response().end("{\"pdus\":{}}");

  /** A request as a remote server got it. */
  record Received(String line, Map<String, String> headers, String body) {}

  /** One worker. */
  record Worker(GuestLanes lanes, OutServer server) {
    int port() {
      return server.port();
    }
  }

  WayOutWorld(Path folder) throws Exception {
    trust = Files.writeString(folder.resolve("ca.pem"), ca.pem());
  }

  /** Starts a remote server; returns its name, whose lane is or is not in the first partition. */
  String remote(boolean first) throws Exception {
    for (int host = 1; host < 200; host++) {
      String address = "127.0.8." + host;
      HttpServer server =
          vertx
              .createHttpServer(
                  new HttpServerOptions().setSsl(true).setKeyCertOptions(pem(ca.identity(address))))
              .requestHandler(request -> request.body().onSuccess(body -> take(request, body)))
              .listen(0, address)
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      String name = address + ":" + server.actualPort();
      if ((Partitions.of(name, GuestLanes.partitions()) == 0) == first) {
        return name;
      }
      server.close();
    }
    throw new AssertionError("no name of that partition");
  }

  Worker worker(Map<String, String> settings) {
    Map<String, String> all = new java.util.HashMap<>();
    all.put(OutConfig.SECRET.name(), SECRET);
    all.put(OutConfig.PORT.name(), "0");
    all.put(OutConfig.HOLD.name(), "1000");
    all.put(HttpConfig.REQUEST.name(), "3000");
    all.put(HttpConfig.CONNECT.name(), "1000");
    all.put(HttpConfig.TRUST.name(), trust.toString());
    all.put(HttpConfig.ALLOWED.name(), "127.0.8.0/24");
    all.putAll(settings);
    FederationConfig config = FederationConfig.from(Settings.of(all));
    FederationMetrics metrics = new FederationMetrics(meters);
    GuestLanes lanes = new GuestLanes();
    OutServer server = new OutServer(config.out(), vertx, meters);
    RemoteCalls calls = new RemoteCalls(config.http(), discovery(config.http()), vertx);
    OwnerRelay relay = new OwnerRelay(vertx);
    server.bind();
    server.serve(
        WayOut.of(
            vertx,
            config,
            server,
            new LaneTurns(lanes.engine, lanes.guests()),
            calls,
            new OwnerDirectory() {
              @Override
              public Optional<WorkerAddress> of(int partition) {
                return Optional.ofNullable(owners.get(partition));
              }

              @Override
              public void wrong() {}
            },
            relay,
            GuestLanes.partitions(),
            new WorkerAddress("127.0.0.1", server.port()),
            Map.of(ORIGIN, KEY),
            metrics));
    parts.addAll(List.of(server, calls, relay, lanes));
    return new Worker(lanes, server);
  }

  /** Connections that are open. */
  int connections() {
    return (int) meters.get("burdock.http.connections").gauge().value();
  }

  double count(FederationMetrics.Out kind) {
    String label = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    var counter = meters.find(FederationMetrics.OUT).tag("kind", label).counter();
    return counter == null ? 0 : counter.count();
  }

  private ServerDiscovery discovery(HttpConfig config) {
    WellKnownClient none =
        host ->
            CompletableFuture.completedStage(
                new WellKnownClient.Reply(404, "", Optional.empty(), Optional.empty()));
    return new ServerDiscovery(
        none,
        new JdkDns(threads, 100, Clock.systemUTC()),
        AddressPolicy.allowing(config.allowed()),
        config.overrides(),
        100,
        Clock.systemUTC(),
        new Random(1));
  }

  private void take(HttpServerRequest request, Buffer body) {
    Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headers().forEach(headers::put);
    received.add(new Received(request.method() + " " + request.uri(), headers, body.toString()));
    behaviour.accept(request, body);
  }

  private static PemKeyCertOptions pem(TestCa.Identity identity) {
    return new PemKeyCertOptions()
        .addKeyValue(Buffer.buffer(identity.keyPem()))
        .addCertValue(Buffer.buffer(identity.certificatePem()));
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    threads.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
