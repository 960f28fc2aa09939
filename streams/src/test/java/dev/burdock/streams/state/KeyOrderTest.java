package dev.burdock.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.streams.domain.Timer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** The order of keys as bytes is the order of the tuples that they stand for. */
class KeyOrderTest {
  private static final List<Timer.Kind> KINDS = List.of(Timer.Kind.values());
  private static final List<String> PIECES =
      List.of("\0", "\1", "a", "b", "|", ":", "\u00ff", "\u07ff", "\uffff", "\ud83d\ude00", "");

  /** A tuple as the layouts have them: texts and numbers. */
  private record Tuple(String first, long number, String second, int small) {
    byte[] key() {
      return new KeyWriter().text(first).int64(number).text(second).int32(small).bytes();
    }

    int compareTo(Tuple other) {
      return Stream.of(
              compare(first, other.first),
              Long.compare(number, other.number),
              compare(second, other.second),
              Integer.compare(small, other.small))
          .filter(order -> order != 0)
          .findFirst()
          .orElse(0);
    }

    private static int compare(String one, String other) {
      return Arrays.compareUnsigned(
          one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
  }

  @RepeatedTest(20)
  @DisplayName("keys are ordered as their tuples, whatever characters the ids hold")
  void ordersAsTuples(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    RandomGenerator random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      Tuple one = tuple(random);
      Tuple other = random.nextInt(4) == 0 ? one : tuple(random);

      int order = Arrays.compareUnsigned(one.key(), other.key());

      assertThat(Integer.signum(order))
          .as("seed %s: %s and %s", seed, one, other)
          .isEqualTo(Integer.signum(one.compareTo(other)));
    }
  }

  @RepeatedTest(5)
  @DisplayName("what was written is read again, and lies between its prefix and the prefix's end")
  void readsAgain(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    RandomGenerator random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      Tuple tuple = tuple(random);
      String foreign = text(random);

      KeyReader reader = new KeyReader(tuple.key());
      Tuple read = new Tuple(reader.text(), reader.int64(), reader.text(), reader.int32());

      assertThat(read).as("seed %s", seed).isEqualTo(tuple);
      assertThat(isBelow(tuple.key(), new KeyWriter().text(tuple.first()))).isTrue();
      assertThat(isBelow(tuple.key(), new KeyWriter().text(foreign)))
          .as("seed %s: %s below %s", seed, tuple, foreign)
          .isEqualTo(tuple.first().equals(foreign));
      assertThat(isBelow(tuple.key(), new KeyWriter().text(tuple.first()).int64(tuple.number())))
          .isTrue();
    }
  }

  @RepeatedTest(5)
  @DisplayName("R02 a timer is read again, and timers are ordered by queue and time first")
  void ordersTimers(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    RandomGenerator random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Timer one = timer(random);
      Timer other = timer(random);

      int order = Arrays.compareUnsigned(RoomKeys.timer(one), RoomKeys.timer(other));

      assertThat(RoomKeys.timer(RoomKeys.timer(one))).as("seed %s", seed).isEqualTo(one);
      if (one.queue() == other.queue() && one.atMs() != other.atMs()) {
        assertThat(order < 0).as("seed %s", seed).isEqualTo(one.atMs() < other.atMs());
      }
      assertThat(
              Arrays.compareUnsigned(
                          RoomKeys.timer(one), RoomKeys.timersFrom(one.queue(), one.atMs()))
                      >= 0
                  && Arrays.compareUnsigned(
                          RoomKeys.timer(one), RoomKeys.timersBehind(one.queue(), one.atMs()))
                      < 0)
          .as("seed %s: %s", seed, one)
          .isTrue();
    }
  }

  private static boolean isBelow(byte[] key, KeyWriter prefix) {
    return Arrays.compareUnsigned(key, prefix.bytes()) >= 0
        && Arrays.compareUnsigned(key, prefix.end()) < 0;
  }

  private static Timer timer(RandomGenerator random) {
    Timer.Queue queue = Timer.Queue.of(random.nextInt(2));
    Timer.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    return new Timer(queue, number(random), text(random), kind, text(random), text(random));
  }

  private static Tuple tuple(RandomGenerator random) {
    return new Tuple(text(random), number(random), text(random), random.nextInt());
  }

  private static long number(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextInt(3) - 1;
      case 2 -> Long.MAX_VALUE - random.nextInt(2);
      default -> Long.MIN_VALUE + random.nextInt(2);
    };
  }

  private static String text(RandomGenerator random) {
    return random
        .ints(random.nextInt(4), 0, PIECES.size())
        .mapToObj(PIECES::get)
        .collect(Collectors.joining());
  }
}
