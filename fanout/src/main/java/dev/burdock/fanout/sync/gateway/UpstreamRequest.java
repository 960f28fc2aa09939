package dev.burdock.fanout.sync.gateway;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request to the homeserver that is under way. */
final class UpstreamRequest {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamRequest.class);

  private final Future<UpstreamResponse> answer;
  private HttpClientRequest request;
  private boolean cancelled;

  /** The exchange of a request that a connection is still being found for. */
  UpstreamRequest(
      Future<HttpClientRequest> request,
      Function<HttpClientRequest, Future<UpstreamResponse>> send) {
    this.answer =
        request.compose(
            ready -> {
              ready.exceptionHandler(gone -> LOG.debug("gateway: exchange ended", gone));
              if (cancelled) {
                ready.reset();
                return Future.failedFuture("cancelled");
              }
              this.request = ready;
              return send.apply(ready);
            });
  }

  /** Fails when the homeserver cannot be reached or the exchange was cancelled. */
  Future<UpstreamResponse> answer() {
    return answer;
  }

  /** Ends it, so that the homeserver stops waiting too. */
  void cancel() {
    cancelled = true;
    if (request != null && !answer.isComplete()) {
      request.reset();
    }
  }
}
