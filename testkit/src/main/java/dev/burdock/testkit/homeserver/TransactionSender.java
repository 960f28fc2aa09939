package dev.burdock.testkit.homeserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * Sends application-service transactions as a homeserver does: one at a time, the same again until
 * it is acknowledged. Not safe for many threads.
 */
public final class TransactionSender {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final String url;
  private final String hsToken;
  private final HttpClient http = HttpClient.newHttpClient();
  private int count;

  /** Sends to {@code url}, the base of the application service. */
  public TransactionSender(String url, String hsToken) {
    this.url = url;
    this.hsToken = hsToken;
  }

  /** Returns when the transaction is acknowledged. */
  public void send(List<FedEvent> events) throws InterruptedException {
    count++;
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode array = body.putArray("events");
    events.forEach(event -> array.add(event.client()));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/_matrix/app/v1/transactions/" + count))
            .header("Authorization", "Bearer " + hsToken)
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .PUT(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    while (!isAcknowledged(request)) {
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private boolean isAcknowledged(HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
