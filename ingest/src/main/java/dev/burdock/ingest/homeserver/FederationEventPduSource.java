package dev.burdock.ingest.homeserver;

import static dev.burdock.ingest.homeserver.HomeserverClient.encode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.federation.XMatrix;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.SigningKey;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Optional;

/**
 * {@code GET /_matrix/federation/v1/event/{eventId}} of the homeserver, signed with its own key as
 * origin and destination: works with every homeserver. Gives the redacted form of an event that was
 * redacted. Gives none of a room that no user of the homeserver is in any more, and says for a
 * while after a user joined over federation that it cannot tell yet.
 */
public final class FederationEventPduSource implements PduSource {
  /** End of the error code, whose beginning is still that of MSC3895. */
  private static final String NOT_YET = "UNABLE_DUE_TO_PARTIAL_STATE";

  private final HomeserverClient client;
  private final URI base;
  private final ServerName server;
  private final SigningKey key;

  /**
   * @param base where the homeserver takes federation requests
   * @param key the signing key of {@code server}
   */
  public FederationEventPduSource(
      HomeserverClient client, URI base, ServerName server, SigningKey key) {
    this.client = client;
    this.base = base;
    this.server = server;
    this.key = key;
  }

  @Override
  public Future<Optional<ObjectNode>> fetch(String eventId) {
    String path = "/_matrix/federation/v1/event/" + encode(eventId);
    String authorization = XMatrix.sign("GET", path, server, server, key).header();
    return client.get(base, path, authorization).map(FederationEventPduSource::pdu);
  }

  private static Optional<ObjectNode> pdu(HomeserverClient.Reply reply) {
    if (reply.status() == 200) {
      return CanonicalJson.parse(reply.body().getBytes()).path("pdus").path(0)
              instanceof ObjectNode pdu
          ? Optional.of(pdu)
          : Optional.empty();
    }
    boolean isGone = reply.status() == 403 && !reply.body().toString().contains(NOT_YET);
    if (isGone || reply.status() == 404) {
      return Optional.empty();
    }
    throw new HomeserverException("homeserver: answered " + reply.status());
  }
}
