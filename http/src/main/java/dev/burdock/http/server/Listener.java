package dev.burdock.http.server;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.http.domain.Clients;
import dev.burdock.http.domain.RequestFraming;
import dev.burdock.http.domain.Tally;
import dev.burdock.http.domain.TargetForm;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What all listeners of ours are made by: HTTP/1 alone, in exact framing, within bounds of time, of
 * connections and of bodies (ADR 80). One for each address and port, shared by its event loops.
 */
public final class Listener {
  /** Bytes of a request line: a token of many partitions is long. */
  private static final int MAX_LINE_BYTES = 64 << 10;

  private static final int MAX_FIELD_BYTES = 32 << 10;
  private static final int SHARES = 4;
  private static final String VERTX_HANDLER = "handler";

  private final String name;
  private final ListenerConfig config;
  private final MeterRegistry meters;
  private final TargetForm form;
  private final Clients clients;
  private final Tally connections;
  private final Tally ofProxies;

  /**
   * A listener without connections.
   *
   * @param name for its metrics
   */
  public Listener(String name, ListenerConfig config, MeterRegistry meters) {
    this(name, config, meters, TargetForm.PATH);
  }

  /** The same, for requests whose targets have another form. */
  public Listener(String name, ListenerConfig config, MeterRegistry meters, TargetForm form) {
    this.name = name;
    this.config = config;
    this.meters = meters;
    this.form = form;
    this.clients = new Clients(config.trustedProxies());
    this.connections = new Tally(config.connectionsPerAddress(), config.connections());
    this.ofProxies = new Tally(config.connections(), config.connections());
    meters.gauge(
        "burdock.http.connections",
        io.micrometer.core.instrument.Tags.of("listener", name),
        this,
        listener -> (double) (listener.connections.all() + listener.ofProxies.all()));
  }

  /** A server that does not listen yet; one for each event loop. */
  public HttpServer server(Vertx vertx, Handler<HttpServerRequest> handler) {
    return server(vertx, handler, false);
  }

  /** The same, its answers compressed where the client wants it. */
  public HttpServer compressing(Vertx vertx, Handler<HttpServerRequest> handler) {
    return server(vertx, handler, true);
  }

  /** Who its requests come from. */
  public Clients clients() {
    return clients;
  }

  /** A bound on the bodies of its requests that are in memory, all together. */
  public BodyBudget bodies(long maxBytes, long largest) {
    return new BodyBudget(
        clients,
        new Tally(Math.min(maxBytes, Math.max(largest, config.bodyBytesPerAddress())), maxBytes));
  }

  /**
   * A bound on the answers to its requests that are in memory.
   *
   * @param most bytes of all together; those to one address have a quarter at most
   */
  public BodyBudget answers(long most) {
    return new BodyBudget(clients, new Tally(most / SHARES, most));
  }

  /**
   * A bound on its requests that are handed on at once.
   *
   * @param most all together; one address has a quarter at most
   */
  public RelayPlaces relaying(int most) {
    int each = Math.min(config.relayedPerAddress(), Math.max(1, most / SHARES));
    return new RelayPlaces(clients, new Tally(each, most));
  }

  private HttpServer server(Vertx vertx, Handler<HttpServerRequest> handler, boolean compressing) {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_FIELD_BYTES)
                .setCompressionSupported(compressing))
        .connectionHandler(this::guard)
        .requestHandler(handler);
  }

  private void guard(HttpConnection connection) {
    Channel channel = ((ConnectionBase) connection).channel();
    String address = connection.remoteAddress().hostAddress();
    boolean proxy = clients.isProxy(address);
    Tally tally = proxy ? ofProxies : connections;
    String holder = Clients.holder(address);
    if (!tally.take(holder, 1)) {
      refused("connections");
      var unused = channel.close();
      return;
    }
    var unused = channel.closeFuture().addListener(closed -> tally.give(holder, 1));
    ConnectionGuard guard =
        new ConnectionGuard(
            config, new RequestFraming(MAX_LINE_BYTES, MAX_FIELD_BYTES, form), this::refused);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addFirst("guard", guard);
    pipeline.addBefore(VERTX_HANDLER, "answers", new AnswerCounter(guard));
  }

  private void refused(String reason) {
    meters.counter("burdock.http.ended", "listener", name, "reason", reason).increment();
  }
}
