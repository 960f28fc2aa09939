package dev.burdock.ingest.http;

import dev.burdock.http.server.BodyBudget;
import dev.burdock.ingest.config.FeedsConfig;
import dev.burdock.ingest.config.Token;
import dev.burdock.ingest.domain.AppserviceTransaction;
import dev.burdock.ingest.domain.FeedBatch;
import dev.burdock.ingest.domain.FeedElement;
import dev.burdock.ingest.domain.NativeBatch;
import dev.burdock.ingest.intake.Admission;
import dev.burdock.ingest.intake.BatchPreparer;
import dev.burdock.ingest.intake.BatchWriter;
import dev.burdock.ingest.metrics.IngestMetrics;
import dev.burdock.schemas.event.Feed;
import dev.burdock.schemas.run.Fatal;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of the feeds: who may call them, with how much, and who handles them. */
public final class FeedRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(FeedRoutes.class);
  private static final String APPSERVICE = "appservice";
  private static final String NATIVE = "native";
  private static final String SECTION = "section";

  private final FeedsConfig config;
  private final String server;
  private final Set<String> ours;
  private final BatchPreparer preparer;
  private final BatchWriter writer;
  private final Admission admission;
  private final BodyBudget bodies;
  private final WorkerExecutor workers;
  private final IngestMetrics metrics;
  private final Clock clock;

  /**
   * @param server the server name that the application-service feed speaks for
   * @param ours the server names that are ours
   * @param bodies of the requests under way
   */
  public FeedRoutes(
      FeedsConfig config,
      String server,
      Set<String> ours,
      BatchPreparer preparer,
      BatchWriter writer,
      Admission admission,
      BodyBudget bodies,
      WorkerExecutor workers,
      IngestMetrics metrics,
      Clock clock) {
    this.config = config;
    this.server = server;
    this.ours = Set.copyOf(ours);
    this.preparer = preparer;
    this.writer = writer;
    this.admission = admission;
    this.bodies = bodies;
    this.workers = workers;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Adds the routes of the feeds that are switched on. */
  public void mount(Router router) {
    if (config.hsToken().isPresent()) {
      mountAppservice(router);
    }
    if (config.nativeToken().isPresent()) {
      mountFeed(
          router,
          HttpMethod.POST,
          "/_burdock/v1/events",
          NATIVE,
          config.nativeToken(),
          nativeFeed());
    }
    if (config.internalSecret().isPresent()) {
      mountSection(router);
    }
  }

  private void mountSection(Router router) {
    mountFeed(
        router,
        HttpMethod.POST,
        "/_burdock/v1/section",
        SECTION,
        config.internalSecret(),
        new FeedHandler(
            Feed.BURDOCK,
            (body, receivedTs) ->
                new FeedBatch(
                    server, NativeBatch.elements(body, receivedTs, config.maxEventBytes())),
            FeedRoutes::nativeAnswer,
            preparer,
            writer,
            workers,
            clock));
  }

  private void mountAppservice(Router router) {
    TokenAuth auth = new TokenAuth(config.hsToken());
    for (String prefix : List.of("/_matrix/app/v1", "")) {
      mountFeed(
          router,
          HttpMethod.PUT,
          prefix + "/transactions/:txnId",
          APPSERVICE,
          config.hsToken(),
          appserviceFeed());
      for (String query : List.of("/users/:id", "/rooms/:id", "/thirdparty/*")) {
        router.get(prefix + query).handler(auth).handler(FeedRoutes::notOurs);
      }
    }
    router
        .post("/_matrix/app/v1/ping")
        .handler(auth)
        .handler(
            context -> context.response().putHeader("Content-Type", "application/json").end("{}"));
  }

  private void mountFeed(
      Router router,
      HttpMethod method,
      String path,
      String feed,
      Token token,
      FeedHandler handler) {
    router
        .route(method, path)
        .handler(context -> measure(context, feed))
        .handler(new TokenAuth(token))
        .handler(
            new AdmissionHandler(
                admission, bodies, config.maxBodyBytes(), MatrixErrors::unavailable))
        .handler(handler)
        .failureHandler(this::failure);
  }

  private FeedHandler appserviceFeed() {
    return new FeedHandler(
        Feed.APPSERVICE,
        (body, receivedTs) ->
            new FeedBatch(
                server, AppserviceTransaction.read(body, receivedTs, config.maxEventBytes())),
        batch -> new JsonObject(),
        preparer,
        writer,
        workers,
        clock);
  }

  private FeedHandler nativeFeed() {
    return new FeedHandler(
        Feed.NATIVE,
        (body, receivedTs) -> NativeBatch.read(body, receivedTs, config.maxEventBytes(), ours),
        FeedRoutes::nativeAnswer,
        preparer,
        writer,
        workers,
        clock);
  }

  private static JsonObject nativeAnswer(FeedBatch batch) {
    JsonArray events = new JsonArray();
    for (FeedElement element : batch.elements()) {
      if (element instanceof FeedElement.Taken taken) {
        events.add(new JsonObject().put("event_id", taken.arrived().event().eventId().value()));
      } else if (element instanceof FeedElement.Erased erased) {
        events.add(new JsonObject().put("user_id", erased.user().value()));
      } else if (element instanceof FeedElement.Refused refused) {
        events.add(
            MatrixErrors.body(refused.reason().errcode(), refused.reason().getMessage())
                .put("index", events.size()));
      }
    }
    return new JsonObject().put("events", events);
  }

  private void measure(RoutingContext context, String feed) {
    long started = System.nanoTime();
    context.addEndHandler(
        ended ->
            metrics.request(
                feed,
                context.response().getStatusCode(),
                Duration.ofNanos(System.nanoTime() - started)));
    context.next();
  }

  private void failure(RoutingContext context) {
    if (context.statusCode() == 413) {
      AdmissionHandler.tooLarge(context, config.maxBodyBytes());
    } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
      MatrixErrors.send(context, context.statusCode(), "M_UNKNOWN", "request: malformed");
    } else {
      Fatal.tell(context.failure());
      LOG.error("path={} failed", context.normalizedPath(), context.failure());
      MatrixErrors.unavailable(context, "internal error");
    }
  }

  private static void notOurs(RoutingContext context) {
    MatrixErrors.send(context, 404, "M_NOT_FOUND", "no such user or room here");
  }
}
