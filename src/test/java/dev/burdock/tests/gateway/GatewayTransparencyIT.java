package dev.burdock.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session without sticky events is the same through the gateway as at the homeserver itself. */
@DisplayName("The gateway changes nothing that is not sticky")
class GatewayTransparencyIT {
  @TempDir static Path folder;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.start("127.2.5.1", folder);
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  @DisplayName("answers, errors, headers, preflights and packed bodies are the same")
  void sameSession() {
    // given
    List<Exchange> bare = play(gateway.bare(), "bare");

    // when
    List<Exchange> through = play(gateway.url(), "through");

    // then
    assertThat(bare).extracting(Exchange::status).contains(200, 400, 401, 403, 404);
    assertThat(bare)
        .anySatisfy(
            exchange -> assertThat(exchange.headers()).containsEntry("content-encoding", "gzip"));
    assertThat(Difference.between(bare, through)).isEmpty();
  }

  private static List<Exchange> play(URI base, String side) {
    return new Script(
            new Session(base),
            gateway.register("alice-" + side).through(base),
            gateway.register("bob-" + side).through(base))
        .play();
  }
}
