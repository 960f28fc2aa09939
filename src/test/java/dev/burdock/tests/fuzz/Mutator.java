package dev.burdock.tests.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Makes inputs out of others: the same ones in the same order for the same seed. */
final class Mutator {
  private static final int LARGEST = 1 << 16;
  private static final int LARGE_OF = 150;
  private static final String SPECIAL = "\"\\{}[]:,=@$!#.+-_eE/%&?; \t\r\n\0\u007f\u00ff019azbB";
  private static final List<String> WORDS =
      List.of(
          "null",
          "true",
          "-1",
          "1e400",
          "0.5",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999999999",
          "\\ud800",
          "\\u0000",
          "\uFEFF",
          "\uD83D\uDE00",
          "\r\n",
          "%00",
          "%zz",
          "{}",
          "[]",
          "\"\"",
          "..",
          "b1.",
          "b2AAAA.",
          "[::1]",
          "127.066.1.1",
          ":08448",
          "localhost");

  private final List<byte[]> seeds;
  private final RandomGenerator random;
  private final JsonMutator json;

  Mutator(List<byte[]> seeds, RandomGenerator random) {
    this.seeds = seeds.isEmpty() ? List.of(new byte[0]) : seeds;
    this.random = random;
    this.json = new JsonMutator(random);
  }

  /** Each seed with one of its bytes many times over, at some places: not at random. */
  List<byte[]> pumps() {
    List<byte[]> pumps = new ArrayList<>();
    for (byte[] seed : seeds) {
      IntStream.of(0, 1, 2, seed.length / 2, seed.length - 1)
          .filter(at -> at >= 0 && at < seed.length)
          .distinct()
          .forEach(
              at -> {
                byte[] many = new byte[LARGEST / 2];
                Arrays.fill(many, seed[at]);
                pumps.add(replaced(seed, at, at, many));
                pumps.add(replaced(seed, at, seed.length, many));
              });
    }
    return pumps;
  }

  byte[] next() {
    if (random.nextInt(50) == 0) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] input = seed();
    if (random.nextInt(2) == 0) {
      input = json.mutated(input).orElse(input);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      input = changed(input);
    }
    return random.nextInt(LARGE_OF) == 0 ? pumped(input) : input;
  }

  private byte[] changed(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int to = Math.min(input.length, at + random.nextInt(16));
    return switch (random.nextInt(9)) {
      case 0 -> replaced(input, at, to, new byte[0]);
      case 1 -> replaced(input, at, at, Arrays.copyOfRange(input, at, to));
      case 2 -> replaced(input, at, to, word());
      case 3 -> replaced(input, at, at, word());
      case 4 -> Arrays.copyOf(input, at);
      case 5 -> spliced(input, at);
      case 6 -> flipped(input);
      case 7 -> replaced(input, at, Math.min(input.length, at + 1), special());
      default -> replaced(input, at, at, special());
    };
  }

  /** A part of it many times over: what is not linear shows. */
  private byte[] pumped(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int to = Math.min(input.length, at + 1 + random.nextInt(8));
    byte[] part = at < to ? Arrays.copyOfRange(input, at, to) : special();
    int times = (1 + random.nextInt(LARGEST)) / part.length;
    ByteArrayOutputStream many = new ByteArrayOutputStream(times * part.length);
    for (int i = 0; i < times; i++) {
      many.writeBytes(part);
    }
    int rest = random.nextBoolean() ? at : input.length;
    return replaced(input, at, rest, many.toByteArray());
  }

  private byte[] spliced(byte[] input, int at) {
    byte[] other = seed();
    int from = random.nextInt(other.length + 1);
    return replaced(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
  }

  private byte[] flipped(byte[] input) {
    byte[] out = input.clone();
    if (out.length > 0) {
      out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return out;
  }

  private byte[] seed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] word() {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] special() {
    return new byte[] {(byte) SPECIAL.charAt(random.nextInt(SPECIAL.length()))};
  }

  private static byte[] replaced(byte[] input, int from, int to, byte[] middle) {
    byte[] out = Arrays.copyOf(input, input.length - (to - from) + middle.length);
    System.arraycopy(middle, 0, out, from, middle.length);
    System.arraycopy(input, to, out, from + middle.length, input.length - to);
    return out;
  }
}
