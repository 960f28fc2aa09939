package dev.burdock.fanout.sync.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.sync.Samples;
import dev.burdock.fanout.sync.domain.SyncToken;
import dev.burdock.fanout.sync.domain.TokenCodec;
import dev.burdock.fanout.sync.http.FakeTopology;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may write where tokens belong. */
class StrangersTokensTest extends GatewayFixture {
  private static final String SLIDING =
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
  private static final String LONG = "b" + "1".repeat(60_000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/_matrix/client/v3/rooms/!a:b/messages?from=",
        "/_matrix/client/unstable/org.matrix.msc4354/rooms/!a:b/sticky_events?from=",
        SYNC + "?since="
      })
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  @DisplayName("a token of 60,000 digits costs nobody anything")
  void longTokens(String path) {
    homeserver.says("{\"next_batch\":\"s1\"}");

    for (int i = 0; i < 20; i++) {
      assertThat(get(path + LONG).statusCode()).isIn(200, 403);
      assertThat(get(path + LONG + ".").statusCode()).isIn(200, 403);
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  @DisplayName("a sliding body that is one long token costs nobody anything")
  void longPositions() {
    homeserver.says("{\"pos\":\"1\",\"lists\":{},\"rooms\":{},\"extensions\":{}}");
    String body =
        "{\"pos\":\"b"
            + "1".repeat(900_000)
            + "\",\"extensions\":{\"org.matrix.msc4354.sticky_events\":{\"enabled\":true}}}";

    for (String path : new String[] {SLIDING, "/_matrix/client/v4/sync"}) {
      HttpRequest request = request(path).POST(BodyPublishers.ofString(body)).build();
      assertThat(send(request).statusCode()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("a path that looks like many sends is looked at once")
  void manySends() {
    String path = "/_matrix/client/v3" + "/rooms/a/send/".repeat(200_000);

    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(PassThrough.withBothNames(path)).isEqualTo(path));
  }

  @Test
  @DisplayName("R15 a forged token shows nothing to a user who is not joined")
  void forgedTokensShowNothing() {
    homeserver.says("{\"next_batch\":\"s1\"}");
    topology.arrive();
    topology.leave(Samples.ALICE);
    String beginning = TokenCodec.encode(SyncToken.beginning(new UUID(4, 3)));
    String elsewhere = TokenCodec.encode(SyncToken.beginning(new UUID(9, 9)));

    for (String forged :
        new String[] {beginning, elsewhere, "b2AAAA", "b1", "b2" + "A".repeat(99)}) {
      JsonObject body = sync("since=" + forged + ".s0");

      assertThat(stickyIds(body)).as(forged).isEmpty();
      assertThat(body.encode()).doesNotContain(FakeTopology.ROOM);
    }
  }
}
