package dev.burdock.fanout.sync.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class UpstreamResponseTest {
  private static final int MOST = 1 << 20;

  @Test
  void what_inflates_beyond_the_bound_is_left_there() throws IOException {
    UpstreamResponse bomb = gzipped(64 << 20);

    assertThatThrownBy(() -> bomb.decoded(MOST))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("over " + MOST);
  }

  @Test
  void what_is_asked_beside_syncs_inflates_to_no_more_than_such_answers_have() throws IOException {
    UpstreamResponse bomb = gzipped(64 << 20);

    assertThatThrownBy(bomb::decoded).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void what_is_as_long_as_the_bound_is_read() throws IOException {
    assertThat(gzipped(MOST).decoded(MOST)).hasSize(MOST);
  }

  private static UpstreamResponse gzipped(int plainBytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(new byte[plainBytes]);
    }
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Content-Encoding", "gzip");
    return new UpstreamResponse(200, "OK", headers, Buffer.buffer(out.toByteArray()));
  }
}
