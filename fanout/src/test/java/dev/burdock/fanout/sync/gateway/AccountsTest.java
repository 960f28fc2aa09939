package dev.burdock.fanout.sync.gateway;

import static dev.burdock.fanout.sync.Samples.ALICE;
import static dev.burdock.fanout.sync.Samples.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.http.server.Listener;
import dev.burdock.matrix.MatrixException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccountsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final FakeHomeserver homeserver = new FakeHomeserver(vertx);
  private final Listener listener =
      new Listener("test", ListenerConfig.defaults(), new SimpleMeterRegistry());
  private final Upstream upstream =
      new Upstream(vertx, homeserver.url(), 10, listener.relaying(10), listener.answers(1 << 20));
  private final AtomicLong nanos = new AtomicLong();

  @AfterEach
  void close() {
    upstream.close();
    homeserver.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  @DisplayName("R16 ignored users are known for as long as a request lasts that began in time")
  void ignoredUsersOutlastTheAnswer() {
    homeserver.ignored = "{\"ignored_users\":{\"" + BOB + "\":{}}}";
    Accounts accounts = new Accounts(upstream, Duration.ofMinutes(1), nanos::get);
    ask(accounts);

    nanos.addAndGet(Duration.ofMinutes(15).toNanos());

    assertThat(accounts.ignored(ALICE)).containsExactly(BOB);
  }

  @Test
  @DisplayName("R16 ignored users are known where no answer of the homeserver is kept")
  void nothingIsKept() {
    homeserver.ignored = "{\"ignored_users\":{\"" + BOB + "\":{}}}";
    Accounts accounts = new Accounts(upstream, Duration.ZERO, nanos::get);

    ask(accounts);
    ask(accounts);

    assertThat(homeserver.whoami).hasValue(2);
    assertThat(accounts.ignored(ALICE)).containsExactly(BOB);
  }

  @Test
  @DisplayName("an idle client costs the homeserver one question an hour beside its syncs")
  void idleClients() {
    Accounts accounts = new Accounts(upstream, Duration.ofHours(1), nanos::get);

    for (int sync = 0; sync < 24 * 120; sync++) {
      accounts.user("secret", "").toCompletionStage().toCompletableFuture().join();
      nanos.addAndGet(Duration.ofSeconds(30).toNanos());
    }

    assertThat(homeserver.whoami).hasValue(24);
    assertThat(homeserver.lists).hasValue(0);
  }

  @Test
  @DisplayName("R16 a list that nobody told for a minute is not certain, one that was set is")
  void certainty() {
    Accounts accounts = new Accounts(upstream, Duration.ofHours(1), nanos::get);
    assertThat(accounts.ignoredLately(ALICE)).isEmpty();

    accounts.setIgnored(ALICE, Set.of(BOB));
    Optional<Set<String>> atOnce = accounts.ignoredLately(ALICE);
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());

    assertThat(atOnce).contains(Set.of(BOB));
    assertThat(accounts.ignoredLately(ALICE)).isEmpty();
    assertThat(accounts.ignored(ALICE)).containsExactly(BOB);
  }

  @Test
  @DisplayName("who asks a hundred times at once, each time anew, makes two questions")
  void questionsAreShared() {
    Accounts accounts = new Accounts(upstream, Duration.ofMinutes(1), nanos::get);

    Promise<Void> gate = Promise.promise();
    homeserver.whoamiGate = gate.future();

    List<Future<String>> asked =
        IntStream.range(0, 100).mapToObj(i -> accounts.userNow("secret", "")).toList();
    gate.complete();

    assertThat(Future.all(asked).toCompletionStage()).succeedsWithin(PATIENCE);
    assertThat(asked).allMatch(user -> user.result().equals(ALICE));
    assertThat(homeserver.whoami).hasValue(2);
    ask(accounts);
    assertThat(homeserver.whoami).hasValue(2);
  }

  @Test
  @DisplayName("a list of ignored users that is longer than such lists are is not read")
  void longList() {
    homeserver.ignored = "{\"ignored_users\":{}" + " ".repeat(2 << 20) + "}";
    Accounts accounts = new Accounts(upstream, Duration.ofMinutes(1), nanos::get);

    assertThat(accounts.askIgnored(ALICE, "secret", "").toCompletionStage())
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class);
  }

  static Stream<String> odd() {
    return Stream.of(
        "",
        "{}",
        "[]",
        "{\"user_id\":7}",
        "{\"user_id\":null}",
        "{\"user_id\":\"\"}",
        "{\"user_id\":\"alice\"}",
        "{\"user_id\":\"@a/../b\"}",
        "{\"user_id\":\"@a:\"}",
        "{\"user_id\":\"@\\ud800:b\"}",
        "{\"user_id\":\"@" + "a".repeat(9_000) + ":b\"}");
  }

  @ParameterizedTest
  @MethodSource("odd")
  @DisplayName("R16 whoever has a name that no user can have is nobody")
  void nobody(String whoami) {
    homeserver.whoamiBody = whoami;
    Accounts accounts = new Accounts(upstream, Duration.ofMinutes(1), nanos::get);

    assertThat(accounts.user("secret", "").toCompletionStage())
        .failsWithin(PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(MatrixException.class);
  }

  private static void ask(Accounts accounts) {
    String user = accounts.user("secret", "").toCompletionStage().toCompletableFuture().join();
    assertThat(user).isEqualTo(ALICE);
    accounts.askIgnored(user, "secret", "").toCompletionStage().toCompletableFuture().join();
  }
}
