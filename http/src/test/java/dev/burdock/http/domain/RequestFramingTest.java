package dev.burdock.http.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class RequestFramingTest {
  private static final String TWO =
      "POST /a?x=%20 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
          + "PUT /b HTTP/1.0\r\nContent-Length: 4\r\n\r\nabcd";

  @Test
  void the_segments_that_bytes_come_in_change_nothing() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = mutated(random);
      RequestFraming whole = framing();
      Optional<Refusal> expected = whole.read(ByteBuffer.wrap(bytes));
      RequestFraming cut = framing();
      Optional<Refusal> found = Optional.empty();
      for (int from = 0; from < bytes.length && found.isEmpty(); ) {
        int length = Math.min(bytes.length - from, 1 + random.nextInt(7));
        found = cut.read(ByteBuffer.wrap(bytes, from, length));
        from += length;
      }

      assertThat(found).as("seed=%d round=%d", seed, round).isEqualTo(expected);
      assertThat(cut.begun()).isEqualTo(whole.begun());
      assertThat(cut.phase()).isEqualTo(whole.phase());
    }
  }

  @Test
  void it_is_known_whose_turn_it_is() {
    RequestFraming framing = framing();
    assertThat(framing.phase()).isEqualTo(RequestFraming.Phase.BETWEEN);

    read(framing, "POST /a HTTP/1.1\r\nHo");
    assertThat(framing.phase()).isEqualTo(RequestFraming.Phase.HEAD);
    read(framing, "st: h\r\nContent-Length: 2\r\n\r\nx");
    assertThat(framing.phase()).isEqualTo(RequestFraming.Phase.BODY);
    read(framing, "x");
    assertThat(framing.phase()).isEqualTo(RequestFraming.Phase.BETWEEN);
    assertThat(framing.begun()).isOne();
  }

  @Test
  void what_was_refused_stays_refused() {
    RequestFraming framing = framing();
    read(framing, "GET /a HTTP/1.1\r\nHost : h\r\n\r\n");

    assertThat(read(framing, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n")).isPresent();
    assertThat(framing.begun()).isZero();
  }

  @Test
  void work_is_linear_in_what_comes() {
    String half = "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    RequestFraming framing = framing();
    read(framing, half);
    byte[] chunks = "1\r\nx\r\n".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);

    Assertions.assertTimeout(
        Duration.ofSeconds(10), () -> assertThat(framing.read(ByteBuffer.wrap(chunks))).isEmpty());
  }

  private static byte[] mutated(Random random) {
    byte[] bytes = TWO.getBytes(StandardCharsets.US_ASCII);
    for (int i = random.nextInt(3); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static Optional<Refusal> read(RequestFraming framing, String text) {
    return framing.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static RequestFraming framing() {
    return new RequestFraming(1_000, 1_000);
  }
}
