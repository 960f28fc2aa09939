package dev.burdock.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.http.domain.RequestFraming;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionGuardTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

  private final List<String> ended = new ArrayList<>();
  private final ConnectionGuard guard =
      new ConnectionGuard(ListenerConfig.defaults(), new RequestFraming(1_000, 1_000), ended::add);
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void open() {
    channel.freezeTime();
    channel.pipeline().addFirst(guard);
    channel.pipeline().addLast(new HttpResponseEncoder(), new AnswerCounter(guard));
  }

  @Test
  void a_new_connection_has_the_time_of_a_head() {
    pass(19);
    assertThat(channel.isOpen()).isTrue();

    pass(3);
    assertThat(ended).containsExactly("head-late");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void a_request_under_way_has_no_limit_of_ours() {
    send(GET);
    pass(3_600);

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void after_an_answer_the_next_request_may_take_its_time_and_no_more() {
    send(GET);
    pass(100);
    answer();
    pass(70);
    send(GET);
    pass(100);
    answer();
    assertThat(channel.isOpen()).isTrue();

    pass(80);
    assertThat(ended).containsExactly("idle");
  }

  @Test
  void a_body_may_pause_but_not_fall_behind() {
    send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
    for (int i = 0; i < 10; i++) {
      pass(30);
      send("x".repeat(32_000));
    }
    assertThat(channel.isOpen()).isTrue();

    for (int i = 0; i < 10 && channel.isOpen(); i++) {
      send("x");
      pass(10);
    }
    assertThat(ended).containsExactly("body-late");
  }

  @Test
  void a_body_that_is_not_taken_in_is_not_late() {
    send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
    channel.config().setAutoRead(false);
    pass(3_600);

    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void a_refusal_is_answered_only_where_its_turn_is() {
    send(GET);
    send("GET /b HTTP/1.1\r\nHost : h\r\n\r\n");

    assertThat(ended).containsExactly("malformed");
    assertThat(channel.isOpen()).isFalse();
    assertThat(channel.outboundMessages()).isEmpty();
  }

  @Test
  void a_refusal_is_a_matrix_error_and_nothing_after_it_is_read() {
    send("GET * HTTP/1.1\r\nHost: h\r\n\r\n");

    ByteBuf answer = channel.readOutbound();
    assertThat(answer.toString(StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("Connection: close", "\"errcode\":\"M_UNKNOWN\"");
    answer.release();
    channel.inboundMessages().clear();
    send(GET);
    assertThat(channel.inboundMessages()).isEmpty();
    pass(2);
    assertThat(channel.isOpen()).isFalse();
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private void answer() {
    channel.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT));
  }

  private void pass(long seconds) {
    for (long i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }
}
