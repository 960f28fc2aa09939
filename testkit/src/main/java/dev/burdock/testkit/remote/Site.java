package dev.burdock.testkit.remote;

import dev.burdock.deploy.app.Vertxes;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Observation;
import dev.burdock.testkit.guarantee.Observation.Outage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Simulated remote servers behind one address, which fail together in one way at a time. Every
 * transaction that comes, and every time in which they fail, goes into a history. Each site has a
 * thread of its own, so that what one does delays no other.
 */
public final class Site implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final List<String> names;
  private final Authority authority;
  private final History history;
  private final Clock clock;
  private final SendHandler handler;
  private final Set<HttpServerRequest> open = ConcurrentHashMap.newKeySet();
  private final String host;
  private final int port;
  private HttpServer server;
  private volatile Fault fault = Fault.NONE;
  private volatile Temper temper = Temper.STEADY;
  private long faultySince;

  private Site(
      Vertx vertx,
      List<String> names,
      String host,
      int port,
      Authority authority,
      TransactionCheck check,
      History history,
      Clock clock) {
    this.vertx = vertx;
    this.names = List.copyOf(names);
    this.host = host;
    this.port = port;
    this.authority = authority;
    this.history = history;
    this.clock = clock;
    this.handler = new SendHandler(vertx, check, history, clock);
  }

  /**
   * Starts the servers {@code names}.
   *
   * @param host address of this machine
   * @param port free there
   */
  public static Site start(
      List<String> names,
      String host,
      int port,
      Authority authority,
      TransactionCheck check,
      History history,
      Clock clock) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Site site = new Site(vertx, names, host, port, authority, check, history, clock);
    site.listen();
    return site;
  }

  public List<String> names() {
    return names;
  }

  /** Where they are, host:port. */
  public String address() {
    return host + ":" + port;
  }

  public Fault fault() {
    return fault;
  }

  /**
   * Lets everything else on this machine go first, as if it were on another one: its thread gets
   * the lowest priority. Does so on Linux, and nothing elsewhere.
   */
  public void giveWay() throws IOException, InterruptedException {
    Path self = Path.of("/proc/thread-self");
    if (Files.exists(self)) {
      Path thread =
          Vertxes.await(
              "site " + port,
              Future.<Path>future(found -> vertx.runOnContext(run -> found.handle(link(self)))),
              DEADLINE);
      String id = thread.getFileName().toString();
      new ProcessBuilder("renice", "-n", "19", "-p", id)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  private static Future<Path> link(Path link) {
    try {
      return Future.succeededFuture(Files.readSymbolicLink(link));
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
  }

  /** Takes transactions in this way from now on, whenever it takes them. */
  public void behave(Temper next) {
    temper = next;
  }

  /** The outages that go on, one for each of its names. */
  public synchronized List<Outage> outages() {
    return fault == Fault.NONE
        ? List.of()
        : names.stream().map(name -> new Outage(name, faultySince, Observation.OPEN)).toList();
  }

  /** Fails in this way from now on, or no longer; whatever is open is cut. */
  public synchronized void become(Fault next) {
    if (next == fault) {
      return;
    }
    if (fault == Fault.NONE) {
      faultySince = clock.millis();
    }
    if (server != null && (next == Fault.REFUSE || needsListener(next) || needsListener(fault))) {
      unlisten();
    }
    Fault before = fault;
    fault = next;
    cut();
    if (server == null && next != Fault.REFUSE) {
      listen();
    }
    if (before != Fault.NONE && next == Fault.NONE) {
      outage(clock.millis());
    }
  }

  /** Stops; a failure that lasts is told as one without an end. */
  @Override
  public synchronized void close() {
    if (fault != Fault.NONE) {
      outage(Observation.OPEN);
      fault = Fault.NONE;
    }
    cut();
    if (server != null) {
      unlisten();
    }
    Vertxes.await("site " + port, vertx.close(), DEADLINE);
  }

  private void outage(long to) {
    names.forEach(name -> history.add(new Outage(name, faultySince, to)));
  }

  private static boolean needsListener(Fault fault) {
    return fault == Fault.EXPIRED_CERTIFICATE || fault == Fault.OTHER_CERTIFICATE;
  }

  private void listen() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(authority.shown(fault))
            .setSoLinger(0);
    server = vertx.createHttpServer(options).requestHandler(this::receive);
    Vertxes.await("site " + port, server.listen(port, host), DEADLINE);
  }

  private void unlisten() {
    Vertxes.await("site " + port, server.close(), DEADLINE);
    server = null;
  }

  private void receive(HttpServerRequest request) {
    open.add(request);
    handler.handle(request, fault, temper, () -> open.remove(request));
  }

  private void cut() {
    List<HttpServerRequest> cut = new ArrayList<>(open);
    cut.forEach(request -> request.connection().close());
  }
}
