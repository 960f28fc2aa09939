package dev.burdock.ingest.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PduLanesTest {
  private final List<String> started = new ArrayList<>();
  private final Map<String, Promise<Void>> open = new HashMap<>();
  private final PduLanes lanes =
      new PduLanes(
          wanted -> {
            started.add(wanted.eventId());
            Promise<Void> promise = Promise.promise();
            open.put(wanted.eventId(), promise);
            return promise.future();
          },
          2);

  @Test
  void events_of_a_room_are_worked_on_in_order() {
    Future<Void> first = add("!a:x", "$1");
    Future<Void> second = add("!a:x", "$2");
    assertThat(started).containsExactly("$1");

    open.get("$1").fail("whatever");

    assertThat(first.succeeded()).isTrue();
    assertThat(started).containsExactly("$1", "$2");
    assertThat(second.isComplete()).isFalse();
  }

  @Test
  void a_bounded_number_of_rooms_is_worked_on_and_each_gets_its_turn() {
    add("!a:x", "$a1");
    add("!a:x", "$a2");
    add("!b:x", "$b1");
    add("!c:x", "$c1");
    assertThat(started).containsExactly("$a1", "$b1");

    open.get("$a1").complete();
    open.get("$b1").complete();

    assertThat(started).containsExactly("$a1", "$b1", "$c1", "$a2");
  }

  @Test
  void work_that_throws_ends_like_any_other() {
    PduLanes throwing =
        new PduLanes(
            wanted -> {
              throw new IllegalStateException("broken");
            },
            1);

    assertThat(throwing.add(Stickies.wanted("!a:x", "$1", 1)).succeeded()).isTrue();
    assertThat(throwing.add(Stickies.wanted("!a:x", "$2", 1)).succeeded()).isTrue();
  }

  private Future<Void> add(String roomId, String eventId) {
    return lanes.add(Stickies.wanted(roomId, eventId, 1));
  }
}
