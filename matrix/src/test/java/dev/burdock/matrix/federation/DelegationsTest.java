package dev.burdock.matrix.federation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.federation.WellKnownClient.Reply;
import dev.burdock.matrix.id.ServerName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A .well-known answer")
class DelegationsTest {
  private static final String BODY = "{\"m.server\":\"b.org\"}";

  private final FakeInternet internet = new FakeInternet();
  private final Delegations delegations = new Delegations(internet, internet.clock(), 2);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                       |                               | PT24H",
        "max-age=3600           |                               | PT1H",
        "public, Max-Age=\"7200\" | Tue, 01 Sep 2026 09:00:00 GMT | PT2H",
        "max-age=999999         |                               | PT48H",
        "max-age=99999999999999 |                               | PT48H",
        "max-age=0              |                               | PT5M",
        "no-store               |                               | PT5M",
        "public                 | Tue, 01 Sep 2026 09:00:00 GMT | PT9H",
        "                       | 0                             | PT5M",
        "max-age=x              |                               | PT24H",
        "                       | Tue, 01 Sep 2099 09:00:00 GMT | PT48H"
      })
  @DisplayName(
      "holds for a day, or as its headers say, but 5 minutes at least and 48 hours at most")
  void lifetime(String cacheControl, String expires, Duration lifetime) {
    internet.wellKnown(
        "a.org",
        new Reply(200, BODY, Optional.ofNullable(cacheControl), Optional.ofNullable(expires)));

    assertThat(ask("a.org")).contains(ServerName.parse("b.org"));
    internet.pass(lifetime.minusMillis(1));
    assertThat(ask("a.org")).contains(ServerName.parse("b.org"));
    assertThat(internet.questions()).hasSize(1);
    internet.pass(Duration.ofMillis(1));
    assertThat(ask("a.org")).contains(ServerName.parse("b.org"));
    assertThat(internet.questions()).hasSize(2);
  }

  @Test
  @DisplayName("that is an error holds for a minute, doubling to an hour, until a valid one comes")
  void errors() {
    long[] minutes = {1, 2, 4, 8, 16, 32, 60, 60};
    int asked = 0;
    for (long minute : minutes) {
      assertThat(ask("a.org")).isEmpty();
      assertThat(internet.questions()).hasSize(++asked);
      internet.pass(Duration.ofMinutes(minute).minusMillis(1));
      assertThat(ask("a.org")).isEmpty();
      assertThat(internet.questions()).hasSize(asked);
      internet.pass(Duration.ofMillis(1));
    }
    internet.wellKnown("a.org", 200, BODY);

    assertThat(ask("a.org")).contains(ServerName.parse("b.org"));
  }

  @Test
  @DisplayName("is forgotten when it is the least recently used of too many")
  void bounded() {
    ask("a.org");
    ask("b.org");
    ask("a.org");
    ask("c.org");
    ask("a.org");
    ask("b.org");

    assertThat(internet.questions())
        .containsExactly(
            "well-known a.org", "well-known b.org", "well-known c.org", "well-known b.org");
  }

  @Test
  @DisplayName("is asked for once while it is under way, whoever waits")
  void oneAtATime() {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    AtomicInteger asked = new AtomicInteger();
    Delegations slow =
        new Delegations(
            host -> {
              asked.incrementAndGet();
              return reply;
            },
            internet.clock(),
            2);

    CompletableFuture<Optional<ServerName>> one = slow.delegated("a.org").toCompletableFuture();
    CompletableFuture<Optional<ServerName>> two = slow.delegated("a.org").toCompletableFuture();
    reply.complete(new Reply(200, BODY, Optional.empty(), Optional.empty()));

    assertThat(asked).hasValue(1);
    assertThat(one.join()).contains(ServerName.parse("b.org"));
    assertThat(two.join()).contains(ServerName.parse("b.org"));
  }

  @Test
  @DisplayName("whose client throws is an error like any other")
  void throwingClient() {
    Delegations broken =
        new Delegations(
            host -> {
              throw new IllegalStateException("closed");
            },
            internet.clock(),
            2);

    assertThat(broken.delegated("a.org").toCompletableFuture().join()).isEmpty();
  }

  @Test
  @DisplayName("that could not be asked for lack of threads is no answer, and not remembered")
  void noThread() {
    AtomicInteger asked = new AtomicInteger();
    Delegations full =
        new Delegations(
            host ->
                asked.getAndIncrement() == 0
                    ? CompletableFuture.failedStage(new RejectedExecutionException())
                    : CompletableFuture.completedStage(
                        new Reply(200, BODY, Optional.empty(), Optional.empty())),
            internet.clock(),
            2);

    assertThat(full.delegated("a.org").toCompletableFuture()).isCompletedExceptionally();
    assertThat(full.delegated("a.org").toCompletableFuture().join()).isPresent();
  }

  private Optional<ServerName> ask(String host) {
    return delegations.delegated(host).toCompletableFuture().join();
  }
}
