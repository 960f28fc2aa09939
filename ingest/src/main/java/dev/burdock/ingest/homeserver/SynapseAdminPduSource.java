package dev.burdock.ingest.homeserver;

import static dev.burdock.ingest.homeserver.HomeserverClient.encode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.config.Token;
import dev.burdock.matrix.json.CanonicalJson;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Optional;

/**
 * {@code GET /_synapse/admin/v1/fetch_event/{eventId}}: gives the original even of a redacted
 * event.
 */
public final class SynapseAdminPduSource implements PduSource {
  private final HomeserverClient client;
  private final URI base;
  private final String authorization;

  /**
   * @param adminToken access token of a server administrator
   */
  public SynapseAdminPduSource(HomeserverClient client, URI base, Token adminToken) {
    this.client = client;
    this.base = base;
    this.authorization = "Bearer " + adminToken.value();
  }

  @Override
  public Future<Optional<ObjectNode>> fetch(String eventId) {
    return client
        .find(base, "/_synapse/admin/v1/fetch_event/" + encode(eventId), authorization)
        .map(
            found ->
                found
                    .map(json -> CanonicalJson.parse(json).path("event"))
                    .filter(ObjectNode.class::isInstance)
                    .map(ObjectNode.class::cast));
  }
}
