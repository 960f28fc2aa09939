package dev.burdock.ingest.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rooms that are known")
class KnownRoomsTest {
  private static final int BOUND = 100;
  private static final int INVENTED = 100_000;

  @Test
  @DisplayName(
      "are no more than their bound, however many strangers name; the others are read again")
  void bounded() {
    KnownRooms known = new KnownRooms(BOUND);

    IntStream.range(0, INVENTED).forEach(room -> known.add(name(room), "11"));

    assertThat(known.count()).isLessThanOrEqualTo(BOUND);
    assertThat(IntStream.range(0, INVENTED).filter(room -> known.isKnown(name(room))).count())
        .isBetween(1L, (long) BOUND);
  }

  private static String name(int room) {
    return "!" + room + ":far.example";
  }
}
