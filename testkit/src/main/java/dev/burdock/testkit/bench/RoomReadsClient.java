package dev.burdock.testkit.bench;

import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.read.RoomPage;
import dev.burdock.schemas.registry.ConfluentRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.testkit.process.Pipeline;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads rooms of the streams role, as the sync role does. */
final class RoomReadsClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int PAGE = 1_000;

  private final URI node;
  private final AvroCodec<RoomPage> pages;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  RoomReadsClient(Pipeline pipeline) {
    this.node = pipeline.url("streams");
    this.pages = new AvroCodec<>(new ConfluentRegistry(pipeline.registryUrl()), RoomPage.class);
  }

  /** Asks for one event of a room, as for a snapshot; whether it came. Never fails. */
  CompletableFuture<Boolean> answers(String room) {
    return ask(request(room, "limit=1"));
  }

  /** The same, of a state in which this offset is applied, as for a client with a token. */
  CompletableFuture<Boolean> answers(String room, long atLeast) {
    return ask(request(room, "limit=1&at_least=" + atLeast));
  }

  /** Whether this very node has a copy of the room in which this offset is applied. */
  boolean hasCopy(String room, long atLeast) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(request(room, "limit=1&at_least=" + atLeast), (name, value) -> true)
            .header("Burdock-Forwarded", "1")
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
  }

  /** How far the input of the room's partition is applied; empty when nobody answers. */
  Optional<Long> applied(String room) throws InterruptedException {
    try {
      return page(room, "limit=1").map(RoomPage::getAppliedOffset);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** How many sticky events a room has. */
  int count(String room) throws IOException, InterruptedException {
    int count = 0;
    String after = "";
    while (true) {
      RoomPage page =
          page(room, "limit=" + PAGE + after)
              .orElseThrow(() -> new IOException("room reads: nobody answers"));
      int size = page.getEntries().size();
      count += size;
      if (!page.getMore() || size == 0) {
        return count;
      }
      Position last = page.getEntries().get(size - 1).getPosition();
      after = "&after=" + last.getOffset() + "." + last.getIndex();
    }
  }

  private CompletableFuture<Boolean> ask(HttpRequest request) {
    return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .handle((response, error) -> error == null && response.statusCode() == OK);
  }

  private Optional<RoomPage> page(String room, String query)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(request(room, query), HttpResponse.BodyHandlers.ofByteArray());
    return response.statusCode() == OK
        ? Optional.of(pages.decode(response.body()))
        : Optional.empty();
  }

  private HttpRequest request(String room, String query) {
    String encoded = URLEncoder.encode(room, StandardCharsets.UTF_8).replace("+", "%20");
    return HttpRequest.newBuilder(node.resolve("/internal/v1/sticky?room=" + encoded + "&" + query))
        .header("Authorization", "Bearer " + Pipeline.SECRET)
        .timeout(TIMEOUT)
        .build();
  }
}
