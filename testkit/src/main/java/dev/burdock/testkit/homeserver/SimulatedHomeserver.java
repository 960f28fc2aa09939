package dev.burdock.testkit.homeserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.deploy.app.Vertxes;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.federation.XMatrix;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/**
 * The endpoints that Burdock reads from a homeserver: members and state of a room for a local user,
 * and the PDU of an own event, over the standard client and federation APIs.
 */
public final class SimulatedHomeserver implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int SECONDS_TO_CLOSE = 5;

  private final HomeserverState state;
  private final Identity identity;
  private final String asToken;
  private final HttpServer server;

  private SimulatedHomeserver(
      HomeserverState state, Identity identity, String asToken, Vertx vertx) {
    this.state = state;
    this.identity = identity;
    this.asToken = asToken;
    this.server = vertx.createHttpServer().requestHandler(routes(vertx));
  }

  /** Starts it on any free port of 127.0.0.1. */
  public static SimulatedHomeserver start(
      HomeserverState state, Identity identity, String asToken, Vertx vertx) {
    var homeserver = new SimulatedHomeserver(state, identity, asToken, vertx);
    Vertxes.await("simulated homeserver", homeserver.server.listen(0, "127.0.0.1"), DEADLINE);
    return homeserver;
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  @Override
  public void close() {
    Vertxes.await("simulated homeserver", server.close(), Duration.ofSeconds(SECONDS_TO_CLOSE));
  }

  private Router routes(Vertx vertx) {
    Router router = Router.router(vertx);
    router.get("/_matrix/client/v3/rooms/:room/joined_members").handler(this::joinedMembers);
    router.get("/_matrix/client/v3/rooms/:room/state/:type/").handler(this::roomState);
    router.get("/_matrix/federation/v1/event/:event").handler(this::event);
    router.route().handler(context -> refuse(context, 404, "M_UNRECOGNIZED", "not known here"));
    return router;
  }

  private void joinedMembers(RoutingContext context) {
    if (isApplicationService(context)) {
      String user = context.request().getParam("user_id");
      answer(context, 403, state.joinedMembers(context.pathParam("room"), user));
    }
  }

  private void roomState(RoutingContext context) {
    if (isApplicationService(context)) {
      answer(context, 404, state.state(context.pathParam("room"), context.pathParam("type")));
    }
  }

  private void event(RoutingContext context) {
    try {
      XMatrix authorization = XMatrix.parse(context.request().getHeader("Authorization"));
      authorization.verify(
          "GET", context.request().uri(), identity.name(), identity.key().verifyKey());
    } catch (MatrixException e) {
      refuse(context, 401, "M_UNAUTHORIZED", e.getMessage());
      return;
    }
    answer(context, 404, state.pdu(context.pathParam("event")).map(this::transaction));
  }

  private ObjectNode transaction(ObjectNode pdu) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("origin", identity.name().value());
    body.put("origin_server_ts", pdu.path("origin_server_ts").asLong());
    body.putArray("pdus").add(pdu);
    return body;
  }

  private boolean isApplicationService(RoutingContext context) {
    if (("Bearer " + asToken).equals(context.request().getHeader("Authorization"))) {
      return true;
    }
    refuse(context, 401, "M_UNKNOWN_TOKEN", "wrong as_token");
    return false;
  }

  private static void answer(RoutingContext context, int otherwise, Optional<ObjectNode> body) {
    if (body.isPresent()) {
      json(context, 200, body.get());
    } else {
      refuse(context, otherwise, otherwise == 403 ? "M_FORBIDDEN" : "M_NOT_FOUND", "not there");
    }
  }

  private static void refuse(RoutingContext context, int status, String errcode, String error) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    json(context, status, body.put("errcode", errcode).put("error", error));
  }

  private static void json(RoutingContext context, int status, ObjectNode body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toString())
        .onFailure(gone -> context.request().connection().close());
  }
}
