package dev.burdock.tests.door;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.fanout.sync.gateway.Accounts;
import dev.burdock.fanout.sync.gateway.GatewayRoutes;
import dev.burdock.fanout.sync.gateway.HandOver;
import dev.burdock.fanout.sync.gateway.Upstream;
import dev.burdock.fanout.sync.http.Places;
import dev.burdock.fanout.sync.http.SyncServer;
import dev.burdock.fanout.sync.metrics.SyncMetrics;
import dev.burdock.fanout.sync.state.Notifier;
import dev.burdock.fanout.sync.state.RoomHeads;
import dev.burdock.fanout.sync.state.RoomLogs;
import dev.burdock.fanout.sync.state.RoomReads;
import dev.burdock.fanout.sync.state.Sessions;
import dev.burdock.fanout.sync.state.StickyFeed;
import dev.burdock.http.server.BodyBudget;
import dev.burdock.http.server.Listener;
import dev.burdock.schemas.config.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The gateway, without a room that it knows of. */
final class GatewayDoor extends Door {
  private final SyncServer server;

  GatewayDoor(Map<String, String> settings) throws Exception {
    SyncConfig config =
        SyncConfig.from(
            Settings.of(
                    Map.of(
                        "burdock.internal.secret", "x",
                        "burdock.sync.port", "0",
                        "burdock.sync.upstream", homeserver.url().toString()))
                .with(settings));
    Clock clock = Clock.systemUTC();
    Listener listener = new Listener("sync", config.listener(), meters);
    BodyBudget bodies = listener.bodies(config.waiting().bodyBytes(), GatewayRoutes.MAX_BODY_BYTES);
    Upstream upstream =
        new Upstream(
            vertx,
            homeserver.url(),
            1_000,
            listener.relaying(1_000),
            listener.answers(config.waiting().answerBytes()));
    Accounts accounts = new Accounts(upstream, Duration.ofMinutes(1), Ticker.systemTicker());
    SyncMetrics metrics = new SyncMetrics(meters);
    Places places = new Places(config.waiting(), listener.clients(), metrics);
    StickyFeed feed = feed(clock);
    HandOver handOver = new HandOver(vertx, config.handOver(), "x", feed, metrics, clock);
    server =
        new SyncServer(
            vertx,
            config,
            listener,
            () ->
                new GatewayRoutes(
                        vertx, config, feed, upstream, accounts, metrics, clock, places, bodies,
                        handOver)
                    .router());
    server.start();
  }

  private static StickyFeed feed(Clock clock) {
    RoomReads nothing = new NoRooms();
    RoomHeads heads = new RoomHeads();
    RoomLogs logs = new RoomLogs(heads, nothing, 1 << 20);
    Sessions sessions = new Sessions(nothing, Ticker.systemTicker());
    Notifier notifier = new Notifier(1, 1_000, heads, logs, sessions);
    return new StickyFeed(new UUID(4, 3), notifier, sessions, heads, logs, clock);
  }

  @Override
  String path() {
    return "/_matrix/client/v3/x";
  }

  @Override
  int port() {
    return server.port();
  }

  @Override
  public void close() throws IOException {
    server.close();
    super.close();
  }

  /** Nobody is joined to anything. */
  private static final class NoRooms implements RoomReads {
    @Override
    public CompletionStage<List<StickyItem>> room(String roomId, Mark atLeast) {
      return CompletableFuture.completedStage(List.of());
    }

    @Override
    public CompletionStage<Map<String, MarkedMembership>> rooms(String userId) {
      return CompletableFuture.completedStage(Map.of());
    }
  }
}
