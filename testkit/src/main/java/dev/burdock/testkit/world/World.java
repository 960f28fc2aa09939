package dev.burdock.testkit.world;

import dev.burdock.deploy.embedded.FreePorts;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.testkit.client.SyncClient;
import dev.burdock.testkit.guarantee.BackoffFloor;
import dev.burdock.testkit.guarantee.History;
import dev.burdock.testkit.guarantee.Outstanding;
import dev.burdock.testkit.homeserver.EventMaker;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.Identity;
import dev.burdock.testkit.process.Hosts;
import dev.burdock.testkit.remote.Authority;
import dev.burdock.testkit.remote.Site;
import dev.burdock.testkit.remote.TransactionCheck;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Everything around the pipeline: a homeserver with users, the sites of remote servers, clients,
 * and the history that all of them write.
 */
public final class World implements AutoCloseable {
  /** The homeserver's name. */
  public static final String SERVER = "here.test";

  /** What the pipeline must leave between two calls of a failing server, as {@link #settings}. */
  public static final BackoffFloor BACKOFF =
      new BackoffFloor(
          Duration.ofMillis(250), Duration.ofMillis(2_000), 0.2, Duration.ofMillis(500));

  private static final String LOOPBACK = "127.0.0.1";
  private static final String TOKEN = "feed";

  private final Path folder;
  private final RandomGenerator random;
  private final Clock clock = Clock.systemUTC();
  private final History history = new History();
  private final Outstanding outstanding = new Outstanding(history);
  private final Identity homeserver;
  private final Function<String, RoomVersion> versions;
  private final Authority authority;
  private final List<String> users;
  private final List<Site> sites = new ArrayList<>();
  private final List<SyncClient> clients = new ArrayList<>();

  /**
   * A world whose remote servers answer from now on.
   *
   * @param folder for keys and certificates
   * @param users of ours, each with a client once {@link #watch} says so
   * @param sizes how many servers each site has
   */
  public World(Path folder, List<String> users, List<Integer> sizes, RandomGenerator random)
      throws IOException, GeneralSecurityException {
    this(folder, LOOPBACK, users, sizes, random);
  }

  /** A world whose remote servers are at {@code host}, an address of this machine. */
  public World(
      Path folder, String host, List<String> users, List<Integer> sizes, RandomGenerator random)
      throws IOException, GeneralSecurityException {
    this(
        folder,
        new Identity(ServerName.parse(SERVER), SigningKey.generate("sim", random)),
        users.stream().map(user -> "@" + user + ":" + SERVER).toList(),
        room -> EventMaker.VERSION,
        List.of(),
        random);
    for (int i = 0; i < sizes.size(); i++) {
      add(names(i, sizes.get(i)), host, FreePorts.orFree(0));
    }
  }

  /**
   * A world of another homeserver, without remote servers yet.
   *
   * @param users of it, by their ids
   * @param versions the version of a room; null for an unknown one
   * @param addresses of remote servers whose names are IP addresses
   */
  public World(
      Path folder,
      Identity homeserver,
      List<String> users,
      Function<String, RoomVersion> versions,
      List<String> addresses,
      RandomGenerator random)
      throws IOException, GeneralSecurityException {
    this.folder = Files.createDirectories(folder);
    this.random = random;
    this.users = List.copyOf(users);
    this.homeserver = homeserver;
    this.versions = versions;
    this.authority = new Authority(clock.instant(), addresses);
    authority.writeTo(folder.resolve("authority.pem"));
    Files.writeString(folder.resolve("signing.key"), homeserver.key().toFileLine() + "\n");
  }

  /**
   * What every role needs to know of this world, and timeouts and backoffs that suit a short run.
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(acquaintance());
    settings.put("burdock.ingest.native-token", TOKEN);
    settings.put("burdock.federation.request-timeout-ms", "3000");
    settings.put("burdock.federation.connect-timeout-ms", "2000");
    settings.put("burdock.federation.backoff.initial-ms", text(BACKOFF.initial()));
    settings.put("burdock.federation.backoff.max-ms", text(BACKOFF.max()));
    return settings;
  }

  /** What every role needs to know of this world: who is there, and whom to trust. */
  public Map<String, String> acquaintance() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("burdock.servers", homeserver.name().value());
    settings.put(
        "burdock.signing-key." + homeserver.name(), folder.resolve("signing.key").toString());
    users.forEach(user -> settings.put("burdock.sync.token." + token(user), user));
    settings.put("burdock.federation.trust", folder.resolve("authority.pem").toString());
    settings.put("burdock.federation.allowed-networks", "127.0.0.0/8");
    for (Site site : sites) {
      for (String name : site.names()) {
        if (!isFound(name)) {
          settings.put("burdock.federation.override." + name, site.address());
        }
      }
    }
    return settings;
  }

  /**
   * Starts a server that is found by its name, which has a port, as soon as {@link Hosts} have it.
   */
  public Site addFoundByName() throws IOException {
    int port = FreePorts.orFree(0);
    return add(List.of("named." + Authority.DOMAIN + ":" + port), LOOPBACK, port);
  }

  /** Starts the servers {@code names} at an address of this machine. */
  public Site add(List<String> names, String host, int port) {
    TransactionCheck check =
        new TransactionCheck(homeserver.name(), homeserver.key().verifyKey(), versions);
    Site site = Site.start(names, host, port, authority, check, history, clock);
    sites.add(site);
    return site;
  }

  private static boolean isFound(String name) {
    return name.contains(":");
  }

  public History history() {
    return history;
  }

  /** What of that history has not arrived yet. */
  public Outstanding outstanding() {
    return outstanding;
  }

  public Clock clock() {
    return clock;
  }

  public List<String> users() {
    return users;
  }

  public List<Site> sites() {
    return List.copyOf(sites);
  }

  /** A user on a remote server. */
  public static String userOf(String server) {
    return "@far:" + server;
  }

  /** A feed into {@code ingest}, its base URL. */
  public Feed feed(URI ingest) {
    return new Feed(ingest, TOKEN, homeserver, Set.copyOf(users), random, history, clock);
  }

  /** A feed of events that no client is expected to see. */
  public Feed feedWithoutClients(URI ingest) {
    return new Feed(ingest, TOKEN, homeserver, Set.of(), random, history, clock);
  }

  /** Starts a client for each user of ours; the last one is slow. */
  public void watch(URI sync) {
    for (String user : users) {
      boolean slow = users.size() > 1 && user.equals(users.get(users.size() - 1));
      clients.add(watch(sync, user, null, slow ? Duration.ofMillis(300) : Duration.ZERO));
    }
  }

  /** Starts a client for each user of ours, none of them slow. */
  public void watchPromptly(URI sync) {
    users.forEach(user -> clients.add(watch(sync, user, null, Duration.ZERO)));
  }

  /** The last token of each client by user. */
  public Map<String, String> tokens() {
    return clients.stream().collect(Collectors.toMap(SyncClient::user, SyncClient::since));
  }

  /** Ends all clients. */
  public void unwatch() {
    clients.forEach(SyncClient::close);
    clients.clear();
  }

  /** Starts a client for each user that goes on where another ended. */
  public void watchFrom(URI sync, Map<String, String> tokens) {
    tokens.forEach((user, since) -> clients.add(watch(sync, user, since, Duration.ZERO)));
  }

  @Override
  public void close() {
    unwatch();
    sites.forEach(Site::close);
  }

  private SyncClient watch(URI sync, String user, String since, Duration rest) {
    return SyncClient.start(sync, user, token(user), since, rest, history, clock);
  }

  private static List<String> names(int number, int size) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      names.add("s" + number + "-" + i + "." + Authority.DOMAIN);
    }
    return names;
  }

  private static String text(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  /** The access token of a user of ours. */
  public static String token(String user) {
    return "token-" + user.substring(1, user.indexOf(':'));
  }
}
