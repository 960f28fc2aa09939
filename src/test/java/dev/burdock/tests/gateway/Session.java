package dev.burdock.tests.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** A scripted session at one base URL, which keeps a normalised record of every answer. */
final class Session {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Headers of the connection and of the moment, which say nothing about the answer. */
  private static final Set<String> UNTOLD =
      Set.of("date", "content-length", "transfer-encoding", "connection", "keep-alive");

  private final URI base;
  private final Normal normal = new Normal();
  private final List<Exchange> exchanges = new ArrayList<>();

  Session(URI base) {
    this.base = base;
    normal.call(base.toString(), "<base>");
  }

  /** Takes a text that differs between sessions, such as a user id, for {@code name}. */
  Session calling(String text, String name) {
    normal.call(text, name);
    return this;
  }

  List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  JsonNode get(String token, String path) {
    return send("GET", path, token, null, Map.of());
  }

  JsonNode put(String token, String path, Object body) {
    return send("PUT", path, token, body, Map.of());
  }

  JsonNode post(String token, String path, Object body) {
    return send("POST", path, token, body, Map.of());
  }

  /**
   * Any request; returns the body as it came.
   *
   * @param token access token; null: none
   * @param body a text is sent as it is, anything else as JSON; null: no body
   */
  JsonNode send(
      String method, String path, String token, Object body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(1));
    headers.forEach(request::header);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      request.method(method, body == null ? BodyPublishers.noBody() : publisher(body));
      HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
      byte[] bytes = plain(response);
      exchanges.add(
          new Exchange(
              method + " " + normal.text(readable(path)),
              response.statusCode(),
              told(response),
              normal.body(bytes)));
      return parse(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: " + method + " " + path, e);
    }
  }

  static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static HttpRequest.BodyPublisher publisher(Object body) throws IOException {
    return body instanceof String text
        ? BodyPublishers.ofString(text)
        : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
  }

  private static String readable(String path) {
    String withoutTokens =
        path.replaceAll("(since|from|to|at|pos|filter|access_token)=[^&]*", "$1=<token>");
    return URLDecoder.decode(withoutTokens.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private Map<String, String> told(HttpResponse<byte[]> response) {
    Map<String, String> told = new TreeMap<>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!UNTOLD.contains(name)) {
                told.put(name, normal.text(String.join(", ", values)));
              }
            });
    return told;
  }

  private static byte[] plain(HttpResponse<byte[]> response) throws IOException {
    if (!"gzip".equals(response.headers().firstValue("Content-Encoding").orElse(""))) {
      return response.body();
    }
    try (GZIPInputStream unpacked =
        new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return unpacked.readAllBytes();
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
