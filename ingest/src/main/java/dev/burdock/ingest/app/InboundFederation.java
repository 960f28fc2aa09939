package dev.burdock.ingest.app;

import dev.burdock.http.proxy.Relay;
import dev.burdock.http.server.Listener;
import dev.burdock.http.server.RelayPlaces;
import dev.burdock.ingest.config.InboundFederationConfig;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.ingest.config.StickyRecording;
import dev.burdock.ingest.http.AliveCheck;
import dev.burdock.ingest.http.Fallback;
import dev.burdock.ingest.http.InboundRoutes;
import dev.burdock.ingest.inbound.Authenticator;
import dev.burdock.ingest.inbound.Forwarder;
import dev.burdock.ingest.inbound.OriginSlots;
import dev.burdock.ingest.inbound.StickyPdus;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.keys.KeyRing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Inbound federation in front of the homeserver, on a listener of its own. */
final class InboundFederation implements AutoCloseable {
  private static final int REMEMBERED_SERVERS = 20_000;
  private static final int PROXIED = 400;

  /** Signatures checked at once, each over a tree of what a stranger sent. */
  private static final int PROOFS = 2;

  /** Bodies that are handed on and looked at on the way. */
  private static final int OVERHEARD_BYTES = 8 << 20;

  private final Stoppables stoppables = new Stoppables();
  private final HttpServer server;

  InboundFederation(
      IngestConfig config,
      String name,
      Set<String> ours,
      CommonParts parts,
      Vertx vertx,
      MeterRegistry meters) {
    InboundFederationConfig inbound = config.inbound();
    URI homeserver = config.homeserver().federationUrl().orElseThrow();
    try {
      RemoteKeys remote = new RemoteKeys(inbound, vertx, parts.clock());
      stoppables.add("discovery", remote);
      KeyRing keys =
          new KeyRing(
              remote.keys(),
              REMEMBERED_SERVERS,
              inbound.keyFetches().all(),
              inbound.keyFetches().perSource(),
              parts.metrics(),
              parts.clock());
      Forwarder forwarder =
          new Forwarder(
              vertx,
              homeserver,
              inbound.maxTransactions(),
              inbound.timeout(),
              config.homeserver().maxAnswerBytes());
      stoppables.add("forwarder", forwarder);
      Optional<StickyPdus> recorder =
          recordsHere(config)
              ? Optional.of(
                  new StickyPdus(
                      ours,
                      parts.known(),
                      keys,
                      parts.preparer(),
                      parts.writer(),
                      parts.workers(),
                      parts.metrics()))
              : Optional.empty();
      WorkerExecutor proofs = vertx.createSharedWorkerExecutor("burdock-ingest-proofs", PROOFS);
      stoppables.add("proofs", () -> Stoppables.await(proofs.close()));
      Listener listener = new Listener("inbound-federation", config.listener(), meters);
      Router router = Router.router(vertx);
      new InboundRoutes(
              new Authenticator(name, ours, keys, parts.publisher(), proofs, parts.clock()),
              new OriginSlots(inbound.maxPerOrigin()),
              forwarder,
              recorder,
              new Admission(inbound.maxTransactions()),
              listener.bodies(config.feeds().maxInflightBytes(), config.feeds().maxBodyBytes()),
              listener.bodies(OVERHEARD_BYTES, AliveCheck.MAX_BYTES),
              config.feeds().maxBodyBytes(),
              listener.clients(),
              inbound.passThrough()
                  ? Optional.of(relay(vertx, homeserver, listener.relaying(PROXIED)))
                  : Optional.empty(),
              parts.metrics(),
              parts.clock())
          .mount(router);
      Fallback.mount(router);
      server =
          Stoppables.await(listener.server(vertx, router).listen(inbound.port(), inbound.host()));
      stoppables.add("http", () -> Stoppables.await(server.close()));
    } catch (RuntimeException e) {
      stoppables.stop();
      throw e;
    }
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    stoppables.stop();
  }

  private static boolean recordsHere(IngestConfig config) {
    StickyRecording recording = config.inbound().recording();
    return recording == StickyRecording.ON_ANSWER
        || (recording == StickyRecording.AUTO && !config.feeds().hsToken().isPresent());
  }

  private Relay relay(Vertx vertx, URI homeserver, RelayPlaces places) {
    HttpClient client =
        vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(PROXIED));
    stoppables.add("pass-through", () -> Stoppables.await(client.close()));
    return new Relay(
        client, homeserver, places, InboundRoutes::unreachable, InboundRoutes::tooMany);
  }
}
