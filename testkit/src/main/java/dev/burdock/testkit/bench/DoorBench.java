package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.deploy.embedded.FreePorts;
import dev.burdock.testkit.homeserver.Feed;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import dev.burdock.testkit.world.World;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What strangers do to the roles, each a process of its own: their memory, and who else waits. */
final class DoorBench implements AutoCloseable {
  private static final Duration STICKY = Duration.ofMinutes(30);
  private static final int EVENTS_OF_ONE_KEY = 2_500;
  private static final int BATCH = 250;
  private static final long MOST_MS = 1_000;
  private static final double MOST_MEBIBYTES = 50;
  private static final long SETTLE_MS = 3_000;

  private final BenchRun run;
  private final Plan plan;
  private final DoorHomeserver homeserver = new DoorHomeserver();
  private final Tarpits tarpits = new Tarpits();
  private final World world;
  private final Pipeline pipeline;
  private final Doors doors;

  /**
   * What to do.
   *
   * @param seconds that each attack lasts
   * @param connections that each attack holds, where it holds some
   * @param only names of attacks; empty for all
   */
  record Plan(int seconds, int connections, List<String> only) {}

  DoorBench(BenchRun run, Plan plan)
      throws IOException, InterruptedException, GeneralSecurityException {
    this.run = run;
    this.plan = plan;
    this.world = new World(run.folder(), List.of("ada"), List.of(1), run.random());
    int inbound = FreePorts.orFree(0);
    Map<String, String> settings = new HashMap<>(world.settings());
    settings.put("burdock.sync.upstream", homeserver.url());
    settings.put("burdock.ingest.homeserver.url", homeserver.url());
    settings.put("burdock.ingest.pdu-source", "none");
    settings.put("burdock.ingest.federation.enabled", "true");
    settings.put("burdock.ingest.federation.port", Integer.toString(inbound));
    this.pipeline =
        Pipeline.start(
            run.folder(),
            settings,
            Pipeline.ROLES,
            role -> Map.of("JAVA_TOOL_OPTIONS", Memory.options(RoleProcess.HEAP_MEBIBYTES)));
    this.doors = Doors.of(pipeline, inbound, tarpits.firstPort());
  }

  int run() throws IOException, InterruptedException {
    List<Attack> attacks = new ArrayList<>(Attacks.all());
    attacks.add(new Attack("one-key", "2,500 sticky events of one key", this::oneKey));
    attacks.add(
        new Attack(
            "poison",
            "records that nobody can read, in every topic",
            (all, strangers, until) -> Poison.into(pipeline.bootstrap())));
    attacks.removeIf(attack -> !plan.only().isEmpty() && !plan.only().contains(attack.name()));
    boolean holds = true;
    try (Promptness promptness = new Promptness(asked())) {
      calm(promptness);
      for (Attack attack : attacks) {
        holds &= attacked(attack, promptness);
      }
    }
    return run.finish(holds);
  }

  @Override
  public void close() throws IOException {
    pipeline.close();
    world.close();
    homeserver.close();
    tarpits.close();
  }

  /** Health of each role, and what an honest client and an honest server ask. */
  private Map<String, URI> asked() {
    Map<String, URI> asked = new LinkedHashMap<>();
    doors.management().forEach((role, port) -> asked.put(role, url(port, "/health")));
    asked.put("client", url(doors.gateway(), "/_matrix/client/v3/sync?timeout=0"));
    asked.put("server", url(doors.inbound(), "/_matrix/federation/v1/version"));
    return asked;
  }

  private static URI url(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** What is loaded at its first use is loaded before anything is measured. */
  private void calm(Promptness promptness) throws IOException, InterruptedException {
    try (Strangers strangers = new Strangers()) {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.seconds());
      while (System.nanoTime() < until) {
        strangers.ask(doors.gateway(), "GET /_matrix/client/v3/x HTTP/1.1^Host: h^^");
        strangers.ask(doors.inbound(), "GET /_matrix/federation/v1/x HTTP/1.1^Host: h^^");
      }
    }
    memory();
    Map<String, Promptness.Slowest> seen = promptness.take();
    run.say("calm: %s", text(seen));
  }

  private boolean attacked(Attack attack, Promptness promptness)
      throws IOException, InterruptedException {
    Map<String, Memory> before = memory();
    promptness.take();
    long sent;
    long ended;
    try (Strangers strangers = new Strangers()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(plan.seconds());
      attack.work().run(doors, strangers, new Attack.Until(end, plan.connections()));
      sent = strangers.sent();
      ended = strangers.ended();
    }
    Map<String, Promptness.Slowest> seen = promptness.take();
    Thread.sleep(SETTLE_MS);
    ObjectNode row = run.report().withArray("attacks").addObject();
    row.put("attack", attack.name()).put("kinds", attack.kinds()).put("requests", sent);
    row.put("ended", ended);
    ObjectNode slowest = row.putObject("slowest_ms");
    ObjectNode refused = row.putObject("refused");
    seen.forEach((name, one) -> slowest.put(name, one.ms()));
    seen.forEach((name, one) -> refused.put(name, one.refused()));
    ObjectNode more = row.putObject("more_mebibytes");
    Map<String, Memory> after = memory();
    ObjectNode live = row.putObject("more_live_mebibytes");
    after.forEach((role, now) -> more.put(role, now.mebibytesMoreThan(before.get(role))));
    after.forEach((role, now) -> live.put(role, now.liveMebibytesMoreThan(before.get(role))));
    boolean holds =
        seen.values().stream().allMatch(one -> one.ms() <= MOST_MS && one.refused() == 0)
            && after.entrySet().stream()
                .allMatch(
                    role ->
                        role.getValue().mebibytesMoreThan(before.get(role.getKey()))
                            <= MOST_MEBIBYTES);
    row.put("holds", holds);
    run.say(
        "%-19s %6d requests, ms: %s; MiB: %s%s",
        attack.name(), sent, text(seen), more, holds ? "" : "  NOT within the bounds");
    return holds;
  }

  private void oneKey(Doors all, Strangers strangers, Attack.Until until)
      throws IOException, InterruptedException {
    Feed feed = world.feedWithoutClients(pipeline.url("ingest"));
    SimulatedRoom room =
        feed.createRoom(
            List.of(world.users().get(0), World.userOf(world.sites().get(0).names().get(0))));
    for (int i = 0; i < EVENTS_OF_ONE_KEY; i += BATCH) {
      feed.fillKey(room, room.creator(), STICKY, BATCH, "one");
    }
  }

  private Map<String, Memory> memory() throws IOException, InterruptedException {
    Map<String, Memory> memory = new LinkedHashMap<>();
    for (String role : Pipeline.ROLES) {
      memory.put(role, Memory.of(pipeline.role(role).pid()));
    }
    return memory;
  }

  private static String text(Map<String, Promptness.Slowest> seen) {
    return seen.entrySet().stream()
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "%s %d%s",
                    one.getKey(),
                    one.getValue().ms(),
                    one.getValue().refused() == 0
                        ? ""
                        : " (" + one.getValue().refused() + " refused)"))
        .collect(Collectors.joining(", "));
  }
}
