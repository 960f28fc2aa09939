package dev.burdock.tests.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;

/**
 * An answer of a Matrix API.
 *
 * @param request method and path, for messages
 * @param body parsed JSON; {@link MissingNode} when the body is not JSON
 */
public record MatrixResponse(String request, int status, HttpHeaders headers, JsonNode body) {
  /** The body of a 200; throws with the error's text for every other status. */
  public JsonNode orThrow() {
    if (status != 200) {
      throw new IllegalStateException(request + ": " + status + " " + body);
    }
    return body;
  }
}
