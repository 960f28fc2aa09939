package dev.burdock.ingest.room;

import static dev.burdock.ingest.testing.Events.ADA;
import static dev.burdock.ingest.testing.Events.OURS;
import static dev.burdock.ingest.testing.Events.ROOM;
import static dev.burdock.ingest.testing.Events.member;
import static dev.burdock.ingest.testing.Events.message;
import static dev.burdock.ingest.testing.Events.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.ingest.domain.FeedEvent;
import dev.burdock.ingest.domain.RawJson;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalUsersTest {
  private static final String BEN = "@ben:hs1.example";
  private final LocalUsers users = new LocalUsers(Set.of(OURS));

  @Test
  void senders_and_joined_users_of_ours_are_remembered_the_latest_first() {
    saw(message("$a"));
    saw(member("$b", BEN, "join"));
    saw(message("$c").put("sender", "@bob:hs2.example"));
    saw(member("$d", "@bob:hs2.example", "join"));

    assertThat(users.in(ROOM)).containsExactly(BEN, ADA);
    assertThat(users.in("!other:x")).isEmpty();
  }

  @Test
  void who_left_is_forgotten() {
    saw(member("$a", BEN, "join"));
    saw(message("$b"));

    saw(member("$c", BEN, "leave").put("sender", ADA));

    assertThat(users.in(ROOM)).containsExactly(ADA);
  }

  @Test
  void the_last_one_can_leave_and_come_back() {
    saw(member("$a", ADA, "join"));
    saw(member("$b", ADA, "leave"));
    assertThat(users.in(ROOM)).isEmpty();

    saw(member("$c", ADA, "join"));

    assertThat(users.in(ROOM)).containsExactly(ADA);
  }

  @Test
  void only_the_latest_few_are_kept() {
    for (int i = 0; i < 10; i++) {
      saw(message("$" + i).put("sender", "@u" + i + ":hs1.example"));
    }

    assertThat(users.in(ROOM))
        .containsExactly("@u9:hs1.example", "@u8:hs1.example", "@u7:hs1.example");
  }

  private void saw(ObjectNode event) {
    users.saw(FeedEvent.parse(new RawJson(utf8(event.toString()))));
  }
}
