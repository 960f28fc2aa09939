package dev.burdock.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.tests.pipeline.BurdockServer;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseCluster;
import dev.burdock.tests.synapse.SynapseOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Burdock before a homeserver with workers, each of which stands still for some seconds in turn.
 */
@DisplayName("A homeserver with workers")
@EnabledIfSystemProperty(
    named = "burdock.nightly",
    matches = "true",
    disabledReason = "takes minutes; runs with -Pnightly")
public class SynapseWorkersIT {
  private static final int ROOMS = 4;
  private static final Duration STILL = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  @TempDir static Path folder;
  private static SynapseCluster homeserver;
  private static BurdockServer burdock;

  @BeforeAll
  static void start() {
    assumeThat(SynapseCluster.isInstalled())
        .as("postgresql, redis-server and nginx are installed")
        .isTrue();
    int feed = BurdockServer.freePort();
    homeserver =
        SynapseCluster.start(
            SynapseOptions.on("127.2.0.9").withoutSending().feeding(BurdockServer.feed(feed)),
            folder.resolve("homeserver"),
            Homeservers.authority());
    burdock =
        BurdockServer.beside(homeserver.main(), feed, Homeservers.authority())
            .set("burdock.ingest.homeserver.url", homeserver.balancer().toString())
            .set("burdock.sync.upstream", homeserver.balancer().toString())
            .start(folder.resolve("burdock"));
  }

  @AfterAll
  static void stop() {
    if (burdock != null) {
      burdock.close();
    }
    if (homeserver != null) {
      homeserver.close();
    }
  }

  @Test
  @DisplayName("R10 R30 loses no sticky event and tells none twice while each worker stands still")
  void eachWorkerStandsStill() throws Exception {
    // given
    MatrixClient alice = homeserver.main().register("alice");
    List<String> rooms = new ArrayList<>();
    for (int room = 0; room < ROOMS; room++) {
      rooms.add(alice.createPublicRoom("12"));
    }
    CountingClient classic = CountingClient.classic(member("bob", rooms), rooms);
    CountingClient sliding = CountingClient.sliding(member("carol", rooms), rooms);
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    AtomicBoolean sending = new AtomicBoolean(true);
    List<Thread> senders = rooms.stream().map(room -> sender(alice, room, sent, sending)).toList();

    // when
    for (String worker : SynapseCluster.WORKERS) {
      int before = sent.size();
      homeserver.pause(worker);
      await().pollDelay(STILL).atMost(PATIENCE).until(() -> true);
      homeserver.resume(worker);
      await(worker).atMost(PATIENCE).until(() -> sent.size() >= before + 5 * ROOMS);
    }
    sending.set(false);
    for (Thread sender : senders) {
      sender.join(PATIENCE.toMillis());
    }

    // then
    boolean all = knowAll(List.of(classic, sliding), sent);
    classic.close();
    sliding.close();
    for (CountingClient client : List.of(classic, sliding)) {
      System.out.printf(
          "workers: %s events=%d lost=%d twice=%d failed_requests=%d%n",
          client == classic ? "classic" : "sliding",
          sent.size(),
          client.missing(sent).size(),
          client.twice().size(),
          client.errors());
    }
    assertThat(all).as("everything was told").isTrue();
    assertThat(classic.missing(sent)).isEmpty();
    assertThat(sliding.missing(sent)).isEmpty();
    assertThat(classic.twice()).isEmpty();
    assertThat(sliding.twice()).isEmpty();
  }

  private static boolean knowAll(List<CountingClient> clients, Queue<String> sent) {
    try {
      await().atMost(PATIENCE).until(() -> clients.stream().allMatch(each -> each.knows(sent)));
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static MatrixClient member(String name, List<String> rooms) {
    MatrixClient user = homeserver.main().register(name);
    rooms.forEach(room -> user.join(room));
    return user.through(gateway());
  }

  private static URI gateway() {
    return burdock.clientUrl();
  }

  private static Thread sender(
      MatrixClient user, String room, Queue<String> sent, AtomicBoolean sending) {
    Thread thread =
        new Thread(
            () -> {
              for (int number = 0; sending.get(); number++) {
                sent.add(user.sendSticky(room, Raw.TYPE, Map.of("number", number), Raw.HOUR));
                LockSupport.parkNanos(BETWEEN_NANOS);
              }
            },
            "sender");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
