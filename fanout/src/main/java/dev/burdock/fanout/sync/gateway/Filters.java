package dev.burdock.fanout.sync.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.burdock.fanout.sync.domain.EventFields;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The filters of clients, as far as they name fields of events. One that a client names by its id
 * is asked of the homeserver once: a filter never changes under its id.
 */
public final class Filters {
  private static final int MAX_FILTERS = 200_000;
  private static final Duration KEPT = Duration.ofHours(24);

  private final Upstream upstream;

  /** The filter of a user and an id, only where it names fields. */
  private final Cache<Named, Future<Optional<Fields>>> named =
      Caffeine.newBuilder()
          .maximumSize(MAX_FILTERS)
          .expireAfterAccess(KEPT)
          .executor(Runnable::run)
          .build();

  private record Named(String user, String id) {}

  /** A filter and the fields that it names. */
  record Fields(JsonSpan filter, EventFields fields) {}

  public Filters(Upstream upstream) {
    this.upstream = upstream;
  }

  /**
   * The fields that the filter of a request names; none where the filter is not to be had, which
   * the homeserver will say.
   *
   * @param actAs the user whom an application service acts as; empty for nobody
   * @param filter the parameter: an id, or JSON
   */
  Future<Optional<Fields>> of(String user, String token, String actAs, String filter) {
    if (filter.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    if (filter.charAt(0) == '{') {
      return Future.succeededFuture(read(filter.getBytes(StandardCharsets.UTF_8)));
    }
    Named key = new Named(user, filter);
    Future<Optional<Fields>> known = named.getIfPresent(key);
    if (known != null) {
      return known;
    }
    Future<Optional<Fields>> asked = ask(user, token, actAs, filter);
    named.put(key, asked);
    return asked
        .onFailure(failure -> named.asMap().remove(key, asked))
        .recover(failure -> Future.succeededFuture(Optional.empty()));
  }

  private Future<Optional<Fields>> ask(String user, String token, String actAs, String id) {
    String path = "/_matrix/client/v3/user/" + encoded(user) + "/filter/" + encoded(id);
    String as = actAs.isEmpty() ? "" : "?user_id=" + encoded(actAs);
    return upstream
        .get(path + as, token)
        .compose(
            answer ->
                answer.ok()
                    ? Future.succeededFuture(read(answer.decoded()))
                    : Future.failedFuture("homeserver: status " + answer.status()));
  }

  private static Optional<Fields> read(byte[] json) {
    try {
      JsonSpan filter = JsonSpan.of(json);
      return EventFields.of(filter).map(fields -> new Fields(filter, fields));
    } catch (InvalidJsonException e) {
      return Optional.empty();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
