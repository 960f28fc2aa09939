package dev.burdock.tests.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application service that answers 200 to each transaction and keeps its events in order. */
public final class TransactionSink implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final String host;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  private TransactionSink(HttpServer server, String host) {
    this.server = server;
    this.host = host;
  }

  /** Listens on a free port of {@code host}. */
  public static TransactionSink on(String host) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(host, 0), 0);
      TransactionSink sink = new TransactionSink(server, host);
      server.createContext("/_matrix/app/v1/transactions/", sink::take);
      server.start();
      return sink;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://" + host + ":" + server.getAddress().getPort());
  }

  /** All events so far, in the order of their arrival. */
  public List<JsonNode> events() {
    return List.copyOf(events);
  }

  public Optional<JsonNode> event(String eventId) {
    return events.stream()
        .filter(event -> event.path("event_id").asText().equals(eventId))
        .findFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      int status = ("Bearer " + SynapseServer.HS_TOKEN).equals(token) ? 200 : 403;
      if (status == 200) {
        body.path("events").forEach(events::add);
      }
      byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }
}
