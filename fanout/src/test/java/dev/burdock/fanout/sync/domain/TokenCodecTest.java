package dev.burdock.fanout.sync.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokenCodecTest {
  private static final long SEED = 4354;

  @Test
  @DisplayName("R11 a token holds everything that the next answer depends on")
  void everyTokenComesBackAsItWas() {
    Random random = new Random(SEED);
    for (int round = 0; round < 5_000; round++) {
      SyncToken token = token(random);

      String text = TokenCodec.encode(token);

      assertThat(TokenCodec.decode(text)).as("seed %d round %d", SEED, round).contains(token);
      assertThat(text).as("safe in a URL").matches("[A-Za-z0-9_-]+");
    }
  }

  @Test
  void aTextThatIsNoTokenIsTakenForNone() {
    List<String> texts =
        List.of(
            "", "b3", "s72594_4483_1934", "b3!!!", "b1AAAA", "b2AAAA", "b3AAAAAAAAAAAAAAAAAAAAAA");
    assertThat(texts).allSatisfy(text -> assertThat(TokenCodec.decode(text)).isEmpty());
  }

  @Test
  void noTextMakesDecodingThrow() {
    Random random = new Random(SEED);
    for (int round = 0; round < 5_000; round++) {
      byte[] noise = new byte[random.nextInt(80)];
      random.nextBytes(noise);
      String text = "b3" + Base64.getUrlEncoder().withoutPadding().encodeToString(noise);
      assertThatCode(() -> TokenCodec.decode(text))
          .as("seed %d round %d", SEED, round)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aTokenWithSomethingBehindItIsNoToken() {
    SyncToken token = SyncToken.beginning(new UUID(1, 2));
    byte[] bytes = Base64.getUrlDecoder().decode(TokenCodec.encode(token).substring(2));
    byte[] longer =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .concat("\u0000\u0000")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(TokenCodec.decode("b3" + Base64.getUrlEncoder().encodeToString(longer))).isEmpty();
  }

  @Test
  void twelvePartitionsFitIntoOneHundredAndFortyCharacters() {
    List<Mark> marks = new ArrayList<>();
    for (int partition = 0; partition < 12; partition++) {
      marks.add(new Mark(900_000_000L + partition, 0));
    }
    SyncToken token =
        new SyncToken(new UUID(1, 2), Marks.of(marks), Optional.empty(), Told.NONE, OwedRooms.NONE);

    assertThat(TokenCodec.encode(token)).hasSizeLessThan(140);
  }

  @Test
  @DisplayName("R30 a feed that is 132 events behind costs a token 1,600 characters")
  void aFeedThatIsBehindFitsIntoAToken() {
    SyncToken token = SyncToken.beginning(new UUID(1, 2));
    for (int second = 0; second < 15; second++) {
      List<RoomEventId> told =
          IntStream.range(9 * second, 9 * second + 9)
              .mapToObj(id -> new RoomEventId("!a", "$" + id))
              .toList();
      token = token.telling(told, 1_700_000_000_000L + 1_000L * second);
    }

    SyncToken behind = token;
    assertThat(TokenCodec.encode(behind)).hasSizeLessThan(1_600);
    assertThat(IntStream.range(0, 132).mapToObj(id -> "$" + id)).allMatch(behind.told()::holds);
  }

  private static SyncToken token(Random random) {
    Optional<SyncToken.Cut> cut =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new SyncToken.Cut(
                    marks(random),
                    new PageKey(
                        random.nextLong(), random.nextInt(1000), random.nextInt(), mark(random))));
    return new SyncToken(
        new UUID(random.nextLong(), random.nextLong()),
        marks(random),
        cut,
        told(random),
        owed(random));
  }

  private static Told told(Random random) {
    List<RoomEventId> events =
        IntStream.range(0, random.nextInt(80))
            .mapToObj(id -> new RoomEventId("!" + random.nextInt(9), "$" + random.nextLong()))
            .toList();
    return Told.NONE.with(events, random.nextLong(1L << 45));
  }

  private static OwedRooms owed(Random random) {
    return new OwedRooms(rooms(random), rooms(random), rooms(random));
  }

  private static Set<Long> rooms(Random random) {
    return IntStream.range(0, random.nextInt(5))
        .mapToObj(id -> random.nextLong())
        .collect(Collectors.toSet());
  }

  private static Marks marks(Random random) {
    List<Mark> marks = new ArrayList<>();
    int size = random.nextInt(20);
    for (int partition = 0; partition < size; partition++) {
      marks.add(mark(random));
    }
    return Marks.of(marks);
  }

  private static Mark mark(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Mark.NONE;
      case 1 -> new Mark(random.nextInt(1000), 0);
      case 2 -> new Mark(random.nextLong(1L << 60), random.nextInt(Integer.MAX_VALUE));
      default -> new Mark(random.nextLong(1L << 40), random.nextInt(3));
    };
  }
}
