package dev.burdock.tests.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a token opens after the homeserver has closed it. */
class LoggedOutTest {
  private static final String PAGES =
      "/_matrix/client/unstable/org.matrix.msc4354/rooms/!a:b/sticky_events";

  @Test
  void the_pages_of_a_room_are_closed_at_once() throws Exception {
    try (Door door = Door.gateway(Map.of())) {
      door.homeserver.answers = Answers.ofUsers(head -> RecordingUpstream.json("{}"));
      assertThat(status(door, PAGES)).isEqualTo(403);

      door.homeserver.answers = head -> Answers.refused();

      assertThat(status(door, PAGES)).isEqualTo(401);
    }
  }

  @Test
  void a_refusal_of_anything_makes_the_token_unknown() throws Exception {
    try (Door door = Door.gateway(Map.of())) {
      door.homeserver.answers = Answers.ofUsers(head -> RecordingUpstream.json("{}"));
      assertThat(status(door, "/_matrix/client/v3/sync")).isEqualTo(200);
      door.homeserver.answers = Answers.ofUsers(head -> Answers.refused());
      assertThat(status(door, "/_matrix/client/v3/x")).isEqualTo(401);
      door.homeserver.forget();

      status(door, "/_matrix/client/v3/sync");

      assertThat(door.homeserver.requests).contains("GET /_matrix/client/v3/account/whoami");
    }
  }

  private static int status(Door door, String target) throws Exception {
    try (RawClient client = new RawClient(door.port())) {
      client.send("GET " + target + " HTTP/1.1^Host: h^Authorization: Bearer alice^^");
      return client.status();
    }
  }
}
