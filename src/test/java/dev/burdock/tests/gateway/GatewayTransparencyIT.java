package dev.burdock.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.tests.shared.Gateway;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A session without sticky events is the same through the gateway as at the homeserver itself. */
@DisplayName("The gateway changes nothing that is not sticky")
public class GatewayTransparencyIT {
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gateway = Gateway.shared();
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
