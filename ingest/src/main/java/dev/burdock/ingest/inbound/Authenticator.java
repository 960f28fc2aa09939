package dev.burdock.ingest.inbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.http.domain.Clients;
import dev.burdock.ingest.domain.AliveThrottle;
import dev.burdock.ingest.domain.BadEventException;
import dev.burdock.ingest.keys.KeyRing;
import dev.burdock.ingest.publish.Publisher;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.schemas.alive.OriginAlive;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks who made a request, and tells that its origin is alive (R25). */
public final class Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
  private static final long ALIVE_EVERY_MS = 1_000;

  private final String server;
  private final Set<String> ours;
  private final KeyRing keys;
  private final Publisher publisher;
  private final WorkerExecutor workers;
  private final Clock clock;
  private final AliveThrottle throttle = new AliveThrottle(ALIVE_EVERY_MS);

  /**
   * @param server the server of ours that requests without a destination are for
   * @param ours the server names that are ours
   * @param workers check signatures: as many at once as there may be trees of strangers
   */
  public Authenticator(
      String server,
      Set<String> ours,
      KeyRing keys,
      Publisher publisher,
      WorkerExecutor workers,
      Clock clock) {
    this.server = server;
    this.ours = Set.copyOf(ours);
    this.keys = keys;
    this.publisher = publisher;
    this.workers = workers;
    this.clock = clock;
  }

  /**
   * A request whose signature is right.
   *
   * @param destination the server of ours that it is for
   * @param content its body; empty when it has none
   */
  public record Authenticated(String origin, String destination, Optional<ObjectNode> content) {}

  /**
   * What a header claims: cheap, and no proof.
   *
   * @param authorization value of the header; null when there is none
   * @throws MatrixException when it claims nothing, or is for another server
   */
  public XMatrix read(String authorization) {
    XMatrix header = XMatrix.parse(authorization);
    if (!ours.contains(destination(header))) {
      throw BadEventException.otherDestination();
    }
    return header;
  }

  private String destination(XMatrix header) {
    return header.destination().map(ServerName::value).orElse(server);
  }

  /**
   * Checks a request.
   *
   * @param authorization value of the header; null when there is none
   * @param body empty when it has none
   * @param from the client's address
   * @return fails with {@link dev.burdock.matrix.MatrixException} or {@link
   *     dev.burdock.ingest.keys.KeysUnavailableException}
   */
  public Future<Authenticated> check(
      String method, String uri, String authorization, Buffer body, String from) {
    XMatrix header;
    try {
      header = read(authorization);
    } catch (MatrixException e) {
      return Future.failedFuture(e);
    }
    String destination = destination(header);
    return keys.forRequest(header.origin(), header.keyId(), Clients.holder(from))
        .compose(
            key ->
                workers.executeBlocking(
                    () -> {
                      ServerName us = ServerName.parse(destination);
                      Optional<ObjectNode> content = Optional.empty();
                      if (body.length() == 0) {
                        header.verify(method, uri, us, key);
                      } else {
                        content = Optional.of(CanonicalJson.parseOfStranger(body.getBytes()));
                        header.verify(method, uri, us, content.get(), key);
                      }
                      return new Authenticated(header.origin().value(), destination, content);
                    },
                    false))
        .onSuccess(request -> tellAlive(request.origin()));
  }

  private void tellAlive(String origin) {
    long now = clock.millis();
    if (throttle.isNews(origin, now)) {
      publisher
          .publish(new OriginAlive(origin, now))
          .onFailure(error -> LOG.debug("origin={} alive, untold: {}", origin, error.toString()));
    }
  }
}
