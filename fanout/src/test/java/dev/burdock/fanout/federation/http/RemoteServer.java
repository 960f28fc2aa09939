package dev.burdock.fanout.federation.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.VerifyKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/**
 * A remote homeserver with real TLS, which checks every request as the specification demands and
 * then does what the test wants.
 */
public final class RemoteServer implements AutoCloseable {
  /** What came and was correct: signature, limits, form. */
  public final List<Received> received = new CopyOnWriteArrayList<>();

  /** What was wrong with the requests that were not. */
  public final List<String> faults = new CopyOnWriteArrayList<>();

  /** The server names that clients asked for by SNI. */
  public final List<String> sni = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ServerName name;
  private final VerifyKey key;
  private volatile Behaviour behaviour = Behaviour.ACCEPT;

  /** A transaction as it came. */
  public record Received(
      String txnId,
      String origin,
      String host,
      List<String> eventIds,
      String body,
      Object connection) {}

  /** What the server does with a request that it has read. */
  public interface Behaviour {
    Behaviour ACCEPT = request -> request.response().end("{\"pdus\":{}}");

    void answer(HttpServerRequest request);

    static Behaviour status(int status, String body) {
      return request -> request.response().setStatusCode(status).end(body);
    }
  }

  /**
   * Starts a server.
   *
   * @param address such as {@code 127.0.0.7}; the port is any free one
   * @param name the server name; null for {@code address:port}
   * @param key of the one server that sends to it
   */
  public static RemoteServer start(
      Vertx vertx, String address, String name, TestCa.Identity identity, VerifyKey key)
      throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setSni(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addKeyValue(Buffer.buffer(identity.keyPem()))
                    .addCertValue(Buffer.buffer(identity.certificatePem())));
    HttpServer server = vertx.createHttpServer(options);
    RemoteServer[] remote = new RemoteServer[1];
    server.requestHandler(
        request -> request.body().onSuccess(body -> remote[0].take(request, body)));
    server.connectionHandler(
        connection -> {
          if (connection.indicatedServerName() != null) {
            remote[0].sni.add(connection.indicatedServerName());
          }
        });
    int port =
        server
            .listen(0, address)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
    ServerName own = ServerName.parse(name == null ? address + ":" + port : name);
    remote[0] = new RemoteServer(server, own, key);
    return remote[0];
  }

  private RemoteServer(HttpServer server, ServerName name, VerifyKey key) {
    this.server = server;
    this.name = name;
    this.key = key;
  }

  public String name() {
    return name.value();
  }

  public int port() {
    return server.actualPort();
  }

  public void behave(Behaviour next) {
    behaviour = next;
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private void take(HttpServerRequest request, Buffer body) {
    try {
      received.add(check(request, body.getBytes()));
    } catch (MatrixException | IllegalArgumentException e) {
      faults.add(e.toString());
      request.response().setStatusCode(401).end();
      return;
    }
    behaviour.answer(request);
  }

  private Received check(HttpServerRequest request, byte[] body) {
    ObjectNode content = CanonicalJson.parse(body);
    XMatrix header = XMatrix.parse(String.valueOf(request.getHeader("Authorization")));
    header.verify(request.method().name(), request.uri(), name, content, key);
    require(content.path("origin").asText().equals(header.origin().value()), "origin");
    require(content.path("origin_server_ts").isIntegralNumber(), "origin_server_ts");
    JsonNode pdus = content.path("pdus");
    require(pdus.isArray() && pdus.size() <= 50, "pdus");
    require(request.method().name().equals("PUT"), "method");
    String prefix = "/_matrix/federation/v1/send/";
    require(request.path().startsWith(prefix), "path");
    return new Received(
        request.path().substring(prefix.length()),
        header.origin().value(),
        request.getHeader("Host"),
        StreamSupport.stream(pdus.spliterator(), false).map(p -> p.path("id").asText()).toList(),
        new String(body, StandardCharsets.UTF_8),
        request.connection());
  }

  private static void require(boolean good, String what) {
    if (!good) {
      throw new IllegalArgumentException(what);
    }
  }
}
