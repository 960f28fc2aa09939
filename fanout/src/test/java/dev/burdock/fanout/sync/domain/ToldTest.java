package dev.burdock.fanout.sync.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ToldTest {
  private static final long NOW = 1_700_000_000_000L;

  @Test
  @DisplayName("R12 what was told is known until it came")
  void whatCameIsForgotten() {
    Told told = Told.NONE.with(in("!a", "$a", "$b"), NOW);

    assertThat(told.holds("$a")).isTrue();
    assertThat(told.holds("$c")).isFalse();
    assertThat(told.without(List.of("$a"), NOW).holds("$a")).isFalse();
    assertThat(told.without(List.of("$a"), NOW).holds("$b")).isTrue();
  }

  @Test
  @DisplayName("R12 what never comes is forgotten after ten minutes or eleven")
  void whatNeverComesIsForgotten() {
    Told told = Told.NONE.with(in("!a", "$a"), NOW);

    assertThat(told.without(List.of(), NOW + 599_000).holds("$a")).isTrue();
    assertThat(told.without(List.of(), NOW + 660_000)).isEqualTo(Told.NONE);
  }

  @Test
  @DisplayName("R12 R30 the latest 256 are known, each once")
  void theOldestGiveWay() {
    Told told = Told.NONE;
    for (int round = 0; round < 2; round++) {
      for (int id = 0; id < 300; id++) {
        told = told.with(in("!a", "$" + id, "$" + id), NOW);
      }
    }

    Told latest = told;
    assertThat(latest.entries()).hasSize(256).doesNotHaveDuplicates();
    assertThat(IntStream.range(44, 300).mapToObj(id -> "$" + id)).allMatch(latest::holds);
  }

  @Test
  @DisplayName("R14 R30 what was told of a room is forgotten when the user joins it anew")
  void aRoomThatIsJoinedAnewIsForgotten() {
    Told told = Told.NONE.with(in("!a", "$a"), NOW).with(in("!b", "$b"), NOW);

    Told rest = told.withoutRooms(List.of("!a"));

    assertThat(rest.holds("$a")).isFalse();
    assertThat(rest.holds("$b")).isTrue();
  }

  private static List<RoomEventId> in(String roomId, String... eventIds) {
    return Stream.of(eventIds).map(id -> new RoomEventId(roomId, id)).toList();
  }
}
