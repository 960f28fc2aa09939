package dev.burdock.fanout.sync.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.burdock.fanout.sync.config.AccessTokens;
import dev.burdock.fanout.sync.http.MatrixError;
import dev.burdock.fanout.sync.http.MatrixFailure;
import dev.burdock.matrix.MatrixException;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.json.InvalidJsonException;
import dev.burdock.matrix.json.JsonSpan;
import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who an access token stands for, as the homeserver says, kept by a hash of the token; and whom
 * that user ignores (R16), which is taken from the user's own syncs and requests, and asked (ADR
 * 0101).
 */
public final class Accounts {
  private static final String WHOAMI = "/_matrix/client/v3/account/whoami";
  private static final int MAX_ACCOUNTS = 200_000;
  private static final long MAX_IGNORED_BYTES = 128L << 20;
  private static final int ENTRY_BYTES = 100;

  /** Of one user; further ones are not heard of. */
  private static final int MAX_IGNORED = 10_000;

  /** Longer than any request lasts that found its user known. */
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(30);

  /** A list may be changed through another gateway: how long one holds that cannot be asked. */
  private static final Duration LATELY = Duration.ofMinutes(1);

  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final String GUEST = "\"M_GUEST_ACCESS_FORBIDDEN\"";
  private static final int UNAUTHORIZED = 401;

  private final Upstream upstream;
  private final Filters filters;
  private final Cache<String, Future<String>> users;
  private final Cache<String, Set<String>> ignored;
  private final Cache<String, Boolean> certain;

  private final Renewals<String> usersAnew = new Renewals<>();
  private final Renewals<Set<String>> ignoredAnew = new Renewals<>();

  /**
   * Nobody known yet.
   *
   * @param kept how long an answer of the homeserver holds
   * @param ticker time for that
   */
  public Accounts(Upstream upstream, Duration kept, Ticker ticker) {
    this.upstream = upstream;
    this.filters = new Filters(upstream);
    this.users = cache(kept, ticker);
    this.ignored =
        Caffeine.newBuilder()
            .maximumWeight(MAX_IGNORED_BYTES)
            .weigher(Accounts::weight)
            .expireAfterWrite(kept.plus(LONGEST_REQUEST))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
    this.certain = cache(LATELY, ticker);
  }

  private static int weight(String user, Set<String> ignored) {
    long bytes = ENTRY_BYTES + ignored.stream().mapToLong(id -> ENTRY_BYTES + id.length()).sum();
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private static <K, V> Cache<K, V> cache(Duration kept, Ticker ticker) {
    return Caffeine.newBuilder()
        .maximumSize(MAX_ACCOUNTS)
        .expireAfterWrite(kept)
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /**
   * The id of the user.
   *
   * @param actAs the user whom an application service acts as; empty for nobody
   * @return fails with a {@link MatrixFailure} when the homeserver does not know the token
   */
  public Future<String> user(String token, String actAs) {
    String key = AccessTokens.hash(token + "\n" + actAs);
    Future<String> known = users.getIfPresent(key);
    if (known != null && !known.failed()) {
      return known;
    }
    Future<String> asked = ask(token, actAs);
    users.put(key, asked);
    asked.onFailure(failure -> users.asMap().remove(key, asked));
    return asked;
  }

  /** The filters that users made. */
  Filters filters() {
    return filters;
  }

  /** The same, as the homeserver says from now on. */
  Future<String> userNow(String token, String actAs) {
    String key = AccessTokens.hash(token + "\n" + actAs);
    return usersAnew.ask(
        key,
        () -> {
          users.invalidate(key);
          return user(token, actAs);
        });
  }

  /** The homeserver refused the token. */
  void forget(String token, String actAs) {
    users.invalidate(AccessTokens.hash(token + "\n" + actAs));
  }

  /** Whom a user ignores, as far as that is known. */
  public Set<String> ignored(String userId) {
    Set<String> found = ignored.getIfPresent(userId);
    return found == null ? Set.of() : found;
  }

  void setIgnored(String userId, Set<String> all) {
    ignored.put(userId, all);
    certain.put(userId, true);
  }

  /** The homeserver has taken another list of ignored users. */
  void replaceIgnored(String userId, byte[] content) {
    try {
      setIgnored(userId, ignoredIn(JsonSpan.of(content)));
    } catch (InvalidJsonException e) {
      // What the homeserver takes is JSON; a list that is not keeps the one before.
    }
  }

  /** The ignored users in the content of {@code m.ignored_user_list}. */
  static Set<String> ignoredIn(JsonSpan content) {
    return content.get("ignored_users").stream()
        .flatMap(users -> users.members().stream())
        .map(JsonSpan.Member::name)
        .limit(MAX_IGNORED)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whom a user ignores, if that was told within the last minute. */
  Optional<Set<String>> ignoredLately(String userId) {
    return certain.getIfPresent(userId) == null ? Optional.empty() : Optional.of(ignored(userId));
  }

  /** Asks whom a user ignores; fails when the homeserver does not say. */
  Future<Set<String>> askIgnored(String userId, String token, String actAs) {
    return ignoredAnew.ask(userId, () -> ignoredNow(userId, token, actAs));
  }

  private Future<Set<String>> ignoredNow(String userId, String token, String actAs) {
    String path =
        "/_matrix/client/v3/user/" + encoded(userId) + "/account_data/m.ignored_user_list";
    Set<String> before = ignored.getIfPresent(userId);
    return upstream
        .get(path + as(actAs), token)
        .compose(
            answer ->
                answer.status() == NOT_FOUND || isGuest(answer)
                    ? Future.succeededFuture(Set.<String>of())
                    : read(answer).map(Accounts::ignoredIn))
        .onSuccess(
            all -> {
              boolean toldMeanwhile = ignored.getIfPresent(userId) != before;
              if (!toldMeanwhile) {
                setIgnored(userId, all);
              }
            });
  }

  private static String as(String actAs) {
    return actAs.isEmpty() ? "" : "?user_id=" + encoded(actAs);
  }

  private Future<String> ask(String token, String actAs) {
    return upstream
        .get(WHOAMI + as(actAs), token)
        .compose(
            answer -> {
              if (answer.status() == UNAUTHORIZED) {
                return Future.failedFuture(new MatrixFailure(MatrixError.unknownToken()));
              }
              return read(answer).map(Accounts::userIn);
            });
  }

  /**
   * The user whom an answer names.
   *
   * @throws MatrixException if it names nobody who could be one
   */
  private static String userIn(JsonSpan whoami) {
    return UserId.parse(whoami.get("user_id").map(JsonSpan::text).orElse("")).value();
  }

  /** A guest has no account data. */
  private static boolean isGuest(UpstreamResponse answer) {
    return answer.status() == FORBIDDEN
        && new String(answer.decoded(), StandardCharsets.UTF_8).contains(GUEST);
  }

  private static Future<JsonSpan> read(UpstreamResponse answer) {
    if (!answer.ok()) {
      return Future.failedFuture("homeserver: status " + answer.status());
    }
    try {
      return Future.succeededFuture(JsonSpan.of(answer.decoded()));
    } catch (InvalidJsonException e) {
      return Future.failedFuture(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
