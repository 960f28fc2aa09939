package dev.burdock.testkit.demo.remote;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.deploy.app.Vertxes;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.testkit.demo.remote.TransactionCheck.Refused;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * A simulated remote homeserver over TLS: takes {@code PUT /send}, checks all of it, answers as
 * Synapse does, and reports what came. It can be stopped and started again at its address.
 */
final class RemoteServer {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final String SEND = "/_matrix/federation/v1/send/";
  private static final long SLOW_MS = 600;
  private static final int BUSY_EVERY = 5;

  private final Vertx vertx;
  private final ServerName name;
  private final Temper temper;
  private final PemKeyCertOptions certificate;
  private final TransactionCheck check;
  private final Arrivals arrivals;
  private final Clock clock;
  private final TransactionMemory memory = new TransactionMemory();
  private HttpServer server;
  private boolean inProgress;
  private int received;

  RemoteServer(
      Vertx vertx,
      ServerName name,
      Temper temper,
      PemKeyCertOptions certificate,
      TransactionCheck check,
      Arrivals arrivals,
      Clock clock) {
    this.vertx = vertx;
    this.name = name;
    this.temper = temper;
    this.certificate = certificate;
    this.check = check;
    this.arrivals = arrivals;
    this.clock = clock;
  }

  ServerName name() {
    return name;
  }

  Temper temper() {
    return temper;
  }

  /** Listens at the address that its name says. */
  synchronized void start() {
    HttpServerOptions options = new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate);
    server = vertx.createHttpServer(options).requestHandler(this::receive);
    String host = name.value().substring(0, name.value().lastIndexOf(':'));
    int port = Integer.parseInt(name.value().substring(host.length() + 1));
    Vertxes.await("remote server " + name, server.listen(port, host), DEADLINE);
  }

  /** Refuses connections from now on, and cuts those that are open. */
  synchronized void stop() {
    if (server != null) {
      Vertxes.await("remote server " + name, server.close(), DEADLINE);
      server = null;
    }
  }

  private void receive(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.PUT) || !request.path().startsWith(SEND)) {
      answer(request, 404, error("M_UNRECOGNIZED", "not known here"));
      return;
    }
    request
        .body()
        .onSuccess(body -> take(request, body.getBytes()))
        .onFailure(gone -> request.connection().close());
  }

  private void take(HttpServerRequest request, byte[] body) {
    String txnId = request.path().substring(SEND.length());
    TransactionMemory.Seen seen;
    synchronized (this) {
      if (memory.knows(txnId)) {
        arrivals.retried(name.value());
      }
      seen = memory.remember(txnId, body, clock.millis());
      if (!seen.hasBody(body)) {
        arrivals.violated(name.value(), "transaction " + txnId + " again with other bytes");
      }
      if (inProgress) {
        arrivals.violated(name.value(), "a second transaction at the same time");
        answer(request, 429, error("M_LIMIT_EXCEEDED", "Too many concurrent transactions"));
        return;
      }
      received++;
      if (temper == Temper.BUSY && received % BUSY_EVERY == 0) {
        answer(request, 429, error("M_LIMIT_EXCEEDED", "Too Many Requests"));
        return;
      }
      inProgress = true;
    }
    Duration pause = temper == Temper.SLOW ? Duration.ofMillis(SLOW_MS) : Duration.ZERO;
    if (pause.isZero()) {
      finish(request, body, seen);
    } else {
      vertx.setTimer(pause.toMillis(), id -> finish(request, body, seen));
    }
  }

  private void finish(HttpServerRequest request, byte[] body, TransactionMemory.Seen seen) {
    int status = 200;
    String answer;
    synchronized (this) {
      inProgress = false;
      if (seen.answer() == null) {
        try {
          accept(check.check(request.uri(), request.getHeader("Authorization"), body), seen);
        } catch (Refused e) {
          arrivals.violated(name.value(), e.getMessage());
          status = e.status;
        }
      }
      answer = status == 200 ? seen.answer() : error("M_UNKNOWN", "refused").toString();
    }
    answer(request, status, answer);
  }

  private void accept(Map<String, ObjectNode> pdus, TransactionMemory.Seen seen) {
    ObjectNode results = JsonNodeFactory.instance.objectNode();
    ObjectNode perPdu = results.putObject("pdus");
    pdus.forEach(
        (id, pdu) -> {
          perPdu.putObject(id);
          arrivals.taken(name.value(), id, pdu, seen.firstMs());
        });
    seen.answered(results.toString());
  }

  private static ObjectNode error(String errcode, String error) {
    return JsonNodeFactory.instance.objectNode().put("errcode", errcode).put("error", error);
  }

  private static void answer(HttpServerRequest request, int status, Object body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.toString())
        .onFailure(gone -> request.connection().close());
  }
}
