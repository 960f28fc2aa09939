package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.http.FakeTopology.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors and limits: the homeserver's own, and no others. */
class AsAtTheHomeserverTest extends GatewayFixture {
  private static final String SLIDING =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
  private static final String PAGES =
      "/_matrix/client/unstable/org.matrix.msc4354/rooms/" + ROOM + "/sticky_events";
  private static final String EXTENSION = "org.matrix.msc4354.sticky_events";

  @ParameterizedTest
  @ValueSource(
      strings = {
        SYNC,
        SYNC + "?since=s1&timeout=20000",
        "/_matrix/client/r0/sync",
        "/_matrix/client/versions",
        "/_matrix/client/v3/login",
        "/_matrix/client/v3/rooms/!a:b/messages?dir=b",
        "/_matrix/media/v3/config",
        "/.well-known/matrix/client",
        PAGES
      })
  @DisplayName("while it is away every path says so, in JSON that a browser may read")
  void away(String path) {
    homeserver.close();

    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isIn(502, 503);
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(new JsonObject(response.body()).getString("errcode")).isEqualTo("M_UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(strings = {SLIDING, "/_matrix/client/v4/sync", "/_matrix/client/v3/keys/query"})
  @DisplayName("so it does to who posts, with the extension and without")
  void awayFromWhoPosts(String path) {
    homeserver.close();

    for (String body : new String[] {"{}", asking("")}) {
      HttpResponse<String> response = post(path, body);

      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }
  }

  @Test
  @DisplayName("while it is away a browser may ask all the same, so that it learns why")
  void preflight() {
    homeserver.close();

    HttpResponse<String> response =
        send(
            request("/_matrix/client/v3/keys/query")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
        .contains("POST");
    assertThat(response.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/_matrix/client/v3/x", SYNC, "/_matrix/client/versions"})
  @DisplayName("a URI that ends its connections is the client's fault, a short one is not")
  void tooLongForIt(String path) {
    homeserver.rest = request -> request.connection().close();

    assertThat(get(path + "?x=" + "y".repeat(40_000)).statusCode()).isEqualTo(400);
    assertThat(get(path + "?x=y").statusCode()).isEqualTo(502);
  }

  @Test
  @DisplayName("R18 a sliding sync may be as large as any request of the homeserver")
  void largeBodies() {
    String id = topology.arrive().eventId();
    homeserver.says("{\"pos\":\"1\"}");
    String junk = "\"junk\":\"" + "x".repeat(3 << 20) + "\",";

    JsonObject body = json(post(SLIDING, asking("").replaceFirst("\\{", "{" + junk)));

    assertThat(
            ids(
                body.getJsonObject("extensions")
                    .getJsonObject(EXTENSION)
                    .getJsonObject("rooms")
                    .getJsonObject(ROOM)))
        .containsExactly(id);
    await().until(() -> homeserver.bodies.size() == 1);
    assertThat(homeserver.bodies.get(0)).hasSizeGreaterThan(3 << 20);
  }

  @Test
  @DisplayName("and no larger")
  void tooLargeBodies() throws IOException {
    assertThat(status("POST " + SLIDING, "Content-Length: 13107201\r\n\r\n")).isEqualTo("413");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"limit\":\"x\"",
        ",\"limit\":1.5",
        ",\"limit\":-1",
        ",\"limit\":true",
        ",\"since\":7"
      })
  @DisplayName("R18 an extension with parts of other types is the homeserver's to refuse")
  void unsoundExtensions(String part) {
    homeserver.rest = request -> request.response().setStatusCode(400).end("{}");

    HttpResponse<String> response = post(SLIDING, asking(part));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(homeserver.bodies).containsExactly(asking(part));
  }

  @ParameterizedTest
  @ValueSource(strings = {"since=%zz", "since=%", "timeout=%zz", "user_id=%zz", "%zz=%zz&x=%e"})
  @DisplayName("a query that cannot be decoded is refused as the homeserver refuses it")
  void undecodableQueries(String query) throws IOException {
    homeserver.rest = request -> request.response().setStatusCode(400).end("{}");

    assertThat(status("GET " + SYNC + "?" + query, "\r\n")).isEqualTo("400");
  }

  @Test
  @DisplayName("R10 a guest has no ignored users, and its sticky part like everybody")
  void guests() {
    homeserver.ignoredStatus = 403;
    homeserver.ignored = "{\"errcode\":\"M_GUEST_ACCESS_FORBIDDEN\",\"error\":\"no guests\"}";
    homeserver.says("{\"next_batch\":\"s1\"}");
    String id = topology.arrive().eventId();

    assertThat(stickyIds(sync(""))).containsExactly(id);
    assertThat(ids(json(get(PAGES)))).containsExactly(id);
  }

  /** The status of the answer to what no library sends. */
  private String status(String methodAndTarget, String rest) throws IOException {
    URI url = request("/").build().uri();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String head = " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer secret\r\n";
      socket
          .getOutputStream()
          .write((methodAndTarget + head + rest).getBytes(StandardCharsets.US_ASCII));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 400".length());
      return new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
    }
  }

  private HttpResponse<String> post(String path, String body) {
    HttpRequest request = request(path).POST(BodyPublishers.ofString(body)).build();
    return send(request);
  }

  private static String asking(String more) {
    return "{\"lists\":{\"a\":{\"ranges\":[[0,1]]}},\"extensions\":{\""
        + EXTENSION
        + "\":{\"enabled\":true"
        + more
        + "}}}";
  }
}
