package dev.burdock.fanout.sync.config;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.matrix.id.InvalidIdException;
import dev.burdock.matrix.id.UserId;
import dev.burdock.matrix.sticky.StickyNames;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How sticky sections reach clients.
 *
 * @param host address that the listener binds
 * @param port its port; 0 takes any free one
 * @param limit events in one response (R13)
 * @param timeoutMaxMs longest wait of one request, ms
 * @param waiting how many requests may wait at once
 * @param cacheBytes event bodies kept in memory, bytes
 * @param burstWaitMs longest time that an incomplete burst is held back (R20), ms
 * @param readCommitted reads only committed decisions of the topology
 * @param names the names that responses carry
 * @param roomReads base URLs of the nodes that serve room reads
 * @param internalSecret what the room reads ask for
 * @param users user by access token, in embedded mode
 * @param upstream the homeserver behind the gateway; without one, sync is embedded
 * @param whoamiMs how long the gateway trusts what the homeserver said of an access token, ms
 * @param listener what the listener bears of strangers
 * @param waits how long the gateway waits for the homeserver
 * @param handOver what becomes of events that only the homeserver's sections tell
 */
public record SyncConfig(
    String host,
    int port,
    int limit,
    long timeoutMaxMs,
    WaitingConfig waiting,
    long cacheBytes,
    long burstWaitMs,
    boolean readCommitted,
    StickyNames names,
    List<URI> roomReads,
    String internalSecret,
    AccessTokens users,
    Optional<URI> upstream,
    long whoamiMs,
    ListenerConfig listener,
    GatewayWaits waits,
    HandOverConfig handOver) {

  public static final Key<String> HOST =
      Key.string("burdock.sync.host", "127.0.0.1", "Address that clients' requests come in on.");
  public static final Key<Long> PORT =
      Key.integer("burdock.sync.port", 8481, 0, 65_535, "Port of the listener; 0: any free one.");
  public static final Key<Long> LIMIT =
      Key.integer("burdock.sync.limit", 100, 1, 100, "Sticky events in one response.");
  public static final Key<Long> TIMEOUT_MAX =
      Key.integer(
          "burdock.sync.timeout-max-ms",
          60_000,
          0,
          600_000,
          "Longest wait of one request, in ms; a longer one that a client asks for is cut.");
  public static final Key<Long> CACHE_BYTES =
      Key.integer(
          "burdock.sync.cache-bytes",
          64L << 20,
          0,
          64L << 30,
          "Sticky events kept in memory, in bytes; the others are read from their room's owner.");
  public static final Key<Long> BURST_WAIT =
      Key.integer(
          "burdock.sync.burst-wait-ms",
          1_000,
          0,
          60_000,
          "Longest time that events which arrived together wait for the last of them, in ms.");
  public static final Key<Boolean> READ_COMMITTED =
      Key.bool(
          "burdock.sync.read-committed",
          false,
          "Reads only committed decisions of the topology; slower, and no more correct.");
  public static final Key<StickyNames> NAMES =
      Key.choice(
          "burdock.sync.names",
          StickyNames.UNSTABLE,
          StickyNames.class,
          "The names of MSC4354 that responses carry.");
  public static final Key<List<String>> ROOM_READS =
      Key.list(
          "burdock.sync.room-reads",
          "http://127.0.0.1:8482",
          "Base URLs of nodes that serve room reads, separated by commas; any node forwards.");
  public static final Key<String> INTERNAL_SECRET =
      Key.secret("burdock.internal.secret", null, "Shared secret of the internal room reads.");
  public static final Key<String> TOKEN_FILE =
      Key.string(
          "burdock.sync.token-file",
          "",
          "Properties file of access tokens and the users whom they stand for; empty: none.");

  public static final Key<String> UPSTREAM =
      Key.string(
          "burdock.sync.upstream",
          "",
          "URL of the homeserver behind the gateway; empty: sticky sections alone (embedded).");
  public static final Key<Long> WHOAMI =
      Key.integer(
          "burdock.sync.whoami-ms",
          3_600_000,
          0,
          86_400_000,
          "How long the gateway trusts what the homeserver said of an access token, in ms; a 401 and"
              + " a logout that pass it end that at once.");

  /** Below it, the user of each access token (or of the hex SHA-256 of one), in embedded mode. */
  public static final String TOKEN_PREFIX = "burdock.sync.token.";

  public static final List<Key<?>> KEYS =
      Stream.of(
              List.of(SyncMode.KEY, HOST, PORT, LIMIT, TIMEOUT_MAX),
              WaitingConfig.KEYS,
              List.of(CACHE_BYTES, BURST_WAIT, READ_COMMITTED, NAMES, ROOM_READS, INTERNAL_SECRET),
              List.of(TOKEN_FILE, UPSTREAM, WHOAMI),
              GatewayWaits.KEYS,
              HandOverConfig.KEYS)
          .<Key<?>>flatMap(List::stream)
          .toList();

  public SyncConfig {
    if (roomReads.isEmpty()) {
      throw ConfigException.of(ROOM_READS.name(), "", "at least one URL");
    }
    if (internalSecret.isBlank()) {
      throw ConfigException.of(INTERNAL_SECRET.name(), "(blank)", INTERNAL_SECRET.expected());
    }
    roomReads = List.copyOf(roomReads);
  }

  /** Reads {@link #KEYS}, the token file and the keys below {@link #TOKEN_PREFIX}. */
  public static SyncConfig from(Settings settings) {
    return new SyncConfig(
        settings.get(HOST),
        settings.get(PORT).intValue(),
        settings.get(LIMIT).intValue(),
        settings.get(TIMEOUT_MAX),
        WaitingConfig.from(settings),
        settings.get(CACHE_BYTES),
        settings.get(BURST_WAIT),
        settings.get(READ_COMMITTED),
        settings.get(NAMES),
        settings.get(ROOM_READS).stream().map(text -> url(ROOM_READS, text)).toList(),
        settings.get(INTERNAL_SECRET),
        tokens(settings),
        upstream(settings),
        settings.get(WHOAMI),
        ListenerConfig.from(settings),
        GatewayWaits.from(settings),
        HandOverConfig.from(settings));
  }

  static Optional<URI> upstream(Settings settings) {
    return Optional.of(settings.get(UPSTREAM))
        .filter(text -> !text.isEmpty())
        .map(text -> url(UPSTREAM, text));
  }

  /** Only what may be logged: no secret. */
  @Override
  public String toString() {
    return "SyncConfig[" + host + ":" + port + ", roomReads=" + roomReads + ", " + users + "]";
  }

  private static AccessTokens tokens(Settings settings) {
    AccessTokens.Builder tokens = new AccessTokens.Builder();
    String file = settings.get(TOKEN_FILE);
    if (!file.isEmpty()) {
      add(tokens, TOKEN_FILE.name(), TokenFile.load(file));
    }
    add(tokens, TOKEN_PREFIX + "*", settings.below(TOKEN_PREFIX));
    return tokens.build();
  }

  private static void add(AccessTokens.Builder tokens, String key, Map<String, String> users) {
    users.forEach(
        (token, user) -> {
          try {
            tokens.add(token, UserId.parse(user.strip()).value());
          } catch (InvalidIdException e) {
            throw ConfigException.of(key, user, "a user id, @localpart:server");
          }
        });
  }

  static URI url(Key<?> key, String text) {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw ConfigException.of(key.name(), text, "an http or https URL");
    }
    throw ConfigException.of(key.name(), text, "an http or https URL");
  }
}
