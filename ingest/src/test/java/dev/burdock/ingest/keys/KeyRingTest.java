package dev.burdock.ingest.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.testing.MovableClock;
import dev.burdock.ingest.testing.Pdus;
import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.VerifyKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final String PEER = "192.0.2.1";
  private static final ServerName ONE = ServerName.parse("one.example");
  private static final ServerName TWO = ServerName.parse("two.example");
  private static final long START = 1_700_000_000_000L;
  private static final Duration VALID = Duration.ofHours(10);

  private final MovableClock clock = new MovableClock(START);
  private final List<Promise<ServerKeys>> fetches = new ArrayList<>();
  private final KeyRing ring =
      new KeyRing(
          server -> {
            Promise<ServerKeys> fetch = Promise.promise();
            fetches.add(fetch);
            return fetch.future();
          },
          100,
          2,
          2,
          new IngestMetrics(new SimpleMeterRegistry()),
          clock);

  @Test
  void keys_are_fetched_once_for_half_of_their_validity() {
    Future<VerifyKey> first = key(ONE);
    Future<VerifyKey> joined = key(ONE);
    answer(0, ONE, Pdus.KEY);
    assertThat(first.result()).isEqualTo(Pdus.KEY.verifyKey());
    assertThat(joined.succeeded()).isTrue();

    clock.pass(VALID.dividedBy(2).minusSeconds(1));

    assertThat(key(ONE).succeeded()).isTrue();
    assertThat(fetches).hasSize(1);
  }

  @Test
  void after_half_of_their_validity_they_are_fetched_beside_the_work() {
    key(ONE);
    answer(0, ONE, Pdus.KEY);
    clock.pass(VALID.dividedBy(2));

    assertThat(key(ONE).succeeded()).isTrue();
    assertThat(fetches).hasSize(2);
    fetches.get(1).fail("away");
    assertThat(key(ONE).succeeded()).isTrue();
    assertThat(fetches).hasSize(2);
  }

  @Test
  void keys_that_are_no_longer_valid_prove_nothing() {
    key(ONE);
    answer(0, ONE, Pdus.KEY);
    clock.pass(VALID.plusSeconds(1));

    Future<VerifyKey> late = key(ONE);
    fetches.get(1).fail("away");

    assertThat(late.failed()).isTrue();
  }

  @Test
  void a_server_is_asked_for_an_unknown_key_once_a_minute() {
    key(ONE);
    answer(0, ONE, Pdus.KEY);

    assertThat(ring.forRequest(ONE, "ed25519:other", PEER).failed()).isTrue();
    assertThat(fetches).hasSize(1);
    clock.pass(Duration.ofMinutes(1));
    Future<VerifyKey> other = ring.forRequest(ONE, "ed25519:other", PEER);
    SigningKey newer = SigningKey.generate("other", new Random(2));
    answer(1, ONE, newer);

    assertThat(other.result()).isEqualTo(newer.verifyKey());
  }

  @Test
  void a_server_that_does_not_answer_is_asked_more_and_more_rarely() {
    Future<VerifyKey> first = key(ONE);
    fetches.get(0).fail("away");
    assertThat(first.cause()).isInstanceOf(KeysUnavailableException.class);
    assertThat(key(ONE).failed()).isTrue();
    assertThat(fetches).hasSize(1);

    clock.pass(Duration.ofSeconds(10));
    key(ONE);
    fetches.get(1).fail("away");
    clock.pass(Duration.ofSeconds(19));
    key(ONE);
    assertThat(fetches).hasSize(2);
    clock.pass(Duration.ofSeconds(1));
    Future<VerifyKey> last = key(ONE);
    answer(2, ONE, Pdus.KEY);

    assertThat(last.succeeded()).isTrue();
  }

  @Test
  void only_so_many_servers_are_asked_at_once() {
    key(ONE);
    key(TWO);

    Future<VerifyKey> third = key(ServerName.parse("three.example"));

    assertThat(third.cause())
        .isInstanceOfSatisfying(
            KeysUnavailableException.class, busy -> assertThat(busy.isBusy()).isTrue());
    answer(0, ONE, Pdus.KEY);
    key(ServerName.parse("three.example"));
    assertThat(fetches).hasSize(3);
  }

  @Test
  void events_are_checked_with_the_keys_of_their_time() {
    var keys = ring.forEvent(ONE, START - 1, PEER);
    answer(0, ONE, Pdus.KEY);

    assertThat(keys.result()).containsOnlyKeys(Pdus.KEY.keyId());
  }

  @Test
  void what_could_not_be_asked_for_lack_of_capacity_is_busy_and_asked_again_at_once() {
    Future<VerifyKey> first = key(ONE);
    fetches.get(0).fail(new CompletionException(new RejectedExecutionException("full")));

    assertThat(first.cause())
        .isInstanceOfSatisfying(
            KeysUnavailableException.class, busy -> assertThat(busy.isBusy()).isTrue());
    key(ONE);
    assertThat(fetches).hasSize(2);
  }

  private Future<VerifyKey> key(ServerName server) {
    return ring.forRequest(server, Pdus.KEY.keyId(), PEER);
  }

  private void answer(int fetch, ServerName server, SigningKey key) {
    long validUntil = clock.millis() + VALID.toMillis();
    fetches
        .get(fetch)
        .complete(ServerKeys.parse(ServerKeys.response(server, List.of(key), validUntil), server));
  }
}
