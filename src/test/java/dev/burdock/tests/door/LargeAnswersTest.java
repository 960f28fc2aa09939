package dev.burdock.tests.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Accounts of megabytes cost no more memory than there is room for. */
class LargeAnswersTest {
  private static final Map<String, String> ROOM =
      Map.of("burdock.sync.answer-bytes", Integer.toString(16 << 20));

  private final List<RawClient> clients = new ArrayList<>();
  private Door door;

  @AfterEach
  void close() throws Exception {
    for (RawClient client : clients) {
      client.close();
    }
    door.close();
  }

  @Test
  void what_inflates_beyond_the_room_is_handed_on_as_it_came() throws Exception {
    byte[] bomb = gzipped(64 << 20);
    door = answering(bomb, "Content-Encoding: gzip");

    String answer = sync("127.0.0.1").head().toLowerCase(Locale.ROOT);

    assertThat(answer).startsWith("http/1.1 200").contains("content-encoding: gzip");
    assertThat(answer).contains("content-length: " + bomb.length);
  }

  @Test
  void what_has_no_room_as_it_comes_is_refused() throws Exception {
    door = answering(new byte[8 << 20], "X: y");

    assertThat(sync("127.0.0.1").status()).isEqualTo(503);
  }

  @Test
  void answers_that_are_not_read_take_the_room_of_their_address_alone() throws Exception {
    byte[] plain = ("{\"x\":\"" + "a".repeat(700_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    door = answering(plain, "X: y");
    for (int i = 0; i < 20; i++) {
      sync("127.0.0.1");
    }
    await()
        .until(
            () -> door.homeserver.requests.stream().filter(r -> r.contains("/sync")).count() == 20);

    assertThat(sync("127.0.0.2").status()).isEqualTo(200);
  }

  private Door answering(byte[] body, String header) throws Exception {
    Door gateway = Door.gateway(ROOM);
    String text = new String(body, StandardCharsets.ISO_8859_1);
    gateway.homeserver.answers =
        Answers.ofUsers(head -> RecordingUpstream.answer("200 OK", text, header));
    return gateway;
  }

  private RawClient sync(String from) throws IOException {
    RawClient client = new RawClient(door.port(), from);
    clients.add(client);
    client.send(
        "GET /_matrix/client/v3/sync HTTP/1.1^Host: h^Accept-Encoding: gzip^"
            + "Authorization: Bearer alice^^");
    return client;
  }

  private static byte[] gzipped(int plainBytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(new byte[plainBytes]);
    }
    return out.toByteArray();
  }
}
