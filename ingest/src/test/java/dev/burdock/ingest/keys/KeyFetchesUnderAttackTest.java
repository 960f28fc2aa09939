package dev.burdock.ingest.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.ingest.testing.MovableClock;
import dev.burdock.ingest.testing.Pdus;
import dev.burdock.matrix.federation.ServerKeys;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.VerifyKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyFetchesUnderAttackTest {
  private static final int ALL = 64;
  private static final int PER_SOURCE = 16;
  private static final long START = 1_700_000_000_000L;
  private static final ServerName GOOD = ServerName.parse("good.example");

  private final MovableClock clock = new MovableClock(START);
  private final Map<ServerName, Promise<ServerKeys>> fetches = new HashMap<>();
  private final KeyRing ring =
      new KeyRing(
          server -> fetches.computeIfAbsent(server, any -> Promise.promise()).future(),
          10_000,
          ALL,
          PER_SOURCE,
          new IngestMetrics(new SimpleMeterRegistry()),
          clock);

  @Test
  void invented_origins_of_one_address_that_never_answer_hold_up_no_other() {
    invent(1_000, "192.0.2.1");

    Future<VerifyKey> good = key(GOOD, "192.0.2.2");
    answer(GOOD);

    assertThat(fetches).hasSize(PER_SOURCE + 1);
    assertThat(good.succeeded()).isTrue();
  }

  @Test
  void invented_origins_of_many_addresses_leave_places_for_servers_that_are_known() {
    key(GOOD, "192.0.2.2");
    answer(GOOD);
    fetches.remove(GOOD);
    clock.pass(Duration.ofHours(11));
    for (int i = 0; i < 100; i++) {
      invent(10, "198.51.100." + i);
    }

    Future<VerifyKey> good = key(GOOD, "198.51.100.1");
    answer(GOOD);

    assertThat(good.succeeded()).isTrue();
    assertThat(fetches).hasSize(ALL - ALL / 4 + 1);
  }

  @Test
  void who_gets_no_place_is_told_that_we_are_busy_not_that_it_is_unknown() {
    for (int i = 0; i < 100; i++) {
      invent(10, "198.51.100." + i);
    }

    assertThat(key(GOOD, "192.0.2.2").cause())
        .isInstanceOfSatisfying(
            KeysUnavailableException.class, busy -> assertThat(busy.isBusy()).isTrue());
  }

  @Test
  void places_come_back_when_the_silent_ones_are_given_up() {
    invent(100, "192.0.2.1");
    fetches.values().forEach(fetch -> fetch.fail("no answer in time"));
    fetches.clear();

    Future<VerifyKey> good = key(GOOD, "192.0.2.1");
    answer(GOOD);

    assertThat(good.succeeded()).isTrue();
  }

  @Test
  void many_names_of_one_address_have_its_places_alone() throws UnknownHostException {
    AddressPlaces places = new AddressPlaces(2);
    InetAddress here = InetAddress.getByName("2001:db8::1");
    InetAddress neighbour = InetAddress.getByName("2001:db8::ffff:1");
    InetAddress elsewhere = InetAddress.getByName("2001:db8:0:1::1");

    assertThat(places.take(here)).isPresent();
    Runnable place = places.take(neighbour).orElseThrow();

    assertThat(places.take(here)).isEmpty();
    assertThat(places.take(elsewhere)).isPresent();
    place.run();
    assertThat(places.take(here)).isPresent();
  }

  private void invent(int servers, String source) {
    for (int i = 0; i < servers; i++) {
      key(ServerName.parse("n" + i + "." + source.replace('.', '-') + ".example"), source);
    }
  }

  private Future<VerifyKey> key(ServerName server, String source) {
    return ring.forRequest(server, Pdus.KEY.keyId(), source);
  }

  private void answer(ServerName server) {
    long validUntil = clock.millis() + Duration.ofHours(10).toMillis();
    fetches
        .get(server)
        .complete(
            ServerKeys.parse(ServerKeys.response(server, List.of(Pdus.KEY), validUntil), server));
  }
}
