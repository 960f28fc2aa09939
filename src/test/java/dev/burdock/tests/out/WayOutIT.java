package dev.burdock.tests.out;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.MatrixResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real homeserver sends through Burdock to another that knows nothing of it. */
@DisplayName("A homeserver that sends through Burdock")
public class WayOutIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String RTC_MEMBER = "org.matrix.msc4143.rtc.member";
  private static final int MEDIA_BYTES = 8 << 20;

  @TempDir static Path folder;
  private static TwoWaysOut ways;
  private static MatrixClient alice;
  private static MatrixClient bob;

  @BeforeAll
  static void start() throws Exception {
    ways = new TwoWaysOut(folder);
    alice = ways.homeserver.registerAdmin("alice");
    bob = ways.remote.register("bob");
  }

  @AfterAll
  static void stop() {
    if (ways != null) {
      ways.close();
    }
  }

  @Test
  @DisplayName("R33 joins, asks, downloads and tells there all that it did without")
  void everything() throws Exception {
    // given
    String bobs = bob.createPublicRoom("12");
    String alias = "#bobs:" + ways.remote.name();
    bob.raw("PUT", "/_matrix/client/v3/directory/room/" + encode(alias), Map.of("room_id", bobs))
        .orThrow();
    String before = bob.sendText(bobs, "before alice came");

    // when
    assertThat(get("directory/room/" + encode(alias)).get("room_id").asText()).isEqualTo(bobs);
    assertThat(get("publicRooms?server=" + encode(ways.remote.name())).has("chunk")).isTrue();
    assertThat(get("profile/" + encode(bob.userId()))).isNotNull();
    alice.join(bobs, ways.remote.name());
    String invited = alice.createRoom(Map.of("preset", "private_chat", "room_version", "12"));
    alice.invite(invited, bob.userId());
    bob.join(invited, ways.homeserver.name());
    JsonNode keys =
        alice
            .raw(
                "POST",
                "/_matrix/client/v3/keys/query",
                Map.of("device_keys", Map.of(bob.userId(), List.of())))
            .orThrow();
    String text = alice.sendText(invited, "to bob");
    toDevice();

    // then
    assertThat(keys.path("failures")).isEmpty();
    await()
        .atMost(SOON)
        .until(() -> get("rooms/" + encode(bobs) + "/messages?dir=b").toString().contains(before));
    await().atMost(SOON).until(() -> bob.event(invited, text).isPresent());
    await()
        .atMost(SOON)
        .until(() -> bob.sync().body().path("to_device").path("events").toString().contains("hi"));
    assertThat(media()).isEqualTo(MEDIA_BYTES);
    alice.leave(bobs);
    assertThat(backoff()).isEmpty();
  }

  @Test
  @DisplayName("R33 and sticky events arrive once, beside messages, and nothing is answered 429")
  void eachOnce() {
    // given
    String room = alice.createPublicRoom("12");
    bob.join(room, ways.homeserver.name());
    String last = alice.sendText(room, "from now on");
    await().atMost(SOON).until(() -> bob.event(room, last).isPresent());
    FederationLog log = new FederationLog(ways.remote, ways.homeserver.name());

    // when
    List<String> sent = new ArrayList<>();
    for (int number = 0; number < 40; number++) {
      sent.add(alice.sendText(room, "message " + number));
      sent.add(alice.sendSticky(room, RTC_MEMBER, Map.of("number", number), HOUR));
    }

    // then
    sent.forEach(id -> await().atMost(SOON).until(() -> bob.event(room, id).isPresent()));
    await().atMost(SOON).until(() -> log.pdusTaken() >= sent.size());
    await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    assertThat(log.pdusTaken()).as("PDUs taken").isEqualTo(sent.size());
    assertThat(log.answered(429)).as("answered 429").isZero();
    assertThat(backoff()).isEmpty();
  }

  @Test
  @DisplayName("R33 and no destination is thought dead because a worker is killed or stopped")
  void workersGoAndCome() throws Exception {
    // given
    String room = alice.createPublicRoom("12");
    bob.join(room, ways.homeserver.name());
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    AtomicBoolean sending = new AtomicBoolean(true);
    Thread sender = new Thread(() -> mixed(room, sent, sending), "sender");
    sender.start();
    awaitFurther(sent, 10);

    // when
    ways.second.kill();
    awaitFurther(sent, 20);
    ways.second.start().awaitReady(SOON);
    awaitFurther(sent, 20);
    ways.first().close();
    awaitFurther(sent, 20);
    ways.first().start().awaitReady(SOON);
    awaitFurther(sent, 20);
    sending.set(false);
    sender.join(SOON.toMillis());

    // then
    sent.forEach(id -> await().atMost(SOON).until(() -> bob.event(room, id).isPresent()));
    assertThat(backoff()).isEmpty();
  }

  /** Messages, sticky events and questions, until it is told to end. */
  private static void mixed(String room, Queue<String> sent, AtomicBoolean sending) {
    for (int number = 0; sending.get(); number++) {
      sent.add(
          number % 2 == 0
              ? alice.sendText(room, "message " + number)
              : alice.sendSticky(room, RTC_MEMBER, Map.of("number", number), HOUR));
      if (number % 5 == 0) {
        get("publicRooms?server=" + encode(ways.remote.name()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static void awaitFurther(Queue<String> sent, int more) {
    int before = sent.size();
    await().atMost(SOON).until(() -> sent.size() >= before + more);
  }

  /** Destinations that the homeserver leaves alone for a while. */
  private static List<String> backoff() {
    List<String> failing = new ArrayList<>();
    alice
        .raw("GET", "/_synapse/admin/v1/federation/destinations", null)
        .orThrow()
        .path("destinations")
        .forEach(
            row -> {
              if (row.path("retry_interval").asLong() != 0) {
                failing.add(row.toString());
              }
            });
    return failing;
  }

  private static void toDevice() {
    alice
        .raw(
            "PUT",
            "/_matrix/client/v3/sendToDevice/test/1",
            Map.of("messages", Map.of(bob.userId(), Map.of("*", Map.of("say", "hi")))))
        .orThrow();
  }

  /** How much arrives of a file that bob has uploaded. */
  private static int media() throws Exception {
    byte[] file = new byte[MEDIA_BYTES];
    new Random(1).nextBytes(file);
    HttpResponse<String> uploaded =
        http(
            HttpRequest.newBuilder(URI.create(ways.remote.clientUrl() + "/_matrix/media/v3/upload"))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(file)),
            bob,
            BodyHandlers.ofString());
    String mxc = uploaded.body().replaceAll(".*mxc://([^\"]+)\".*", "$1");
    HttpResponse<byte[]> downloaded =
        http(
            HttpRequest.newBuilder(
                URI.create(
                    ways.homeserver.clientUrl() + "/_matrix/client/v1/media/download/" + mxc)),
            alice,
            BodyHandlers.ofByteArray());
    return downloaded.body().length;
  }

  private static <T> HttpResponse<T> http(
      HttpRequest.Builder request, MatrixClient user, HttpResponse.BodyHandler<T> body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(request.header("Authorization", "Bearer " + user.accessToken()).build(), body);
  }

  private static JsonNode get(String path) {
    MatrixResponse answer = alice.raw("GET", "/_matrix/client/v3/" + path, null);
    return answer.orThrow();
  }

  private static String encode(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }
}
