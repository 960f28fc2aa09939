package dev.burdock.streams.processor;

import dev.burdock.schemas.event.Burst;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Makes random histories of one room. Ordinary events are not among them: the feeds drop them
 * before the topology; memberships told again, unknown redactions and repeated records take their
 * place.
 */
final class Histories {
  static final List<String> USERS =
      List.of("@a:ours", "@b:ours", "@c:one", "@d:two", "@e:two", "@f:three");
  private static final List<String> MEMBERSHIPS =
      List.of("join", "join", "join", "leave", "ban", "invite", "knock");
  private static final long[] DURATIONS_MS = {
    0, 1_000, 60_000, 600_000, 3_600_000, 3_600_000, 7_200_000
  };
  private static final long[] STEPS_MS = {0, 0, 0, 0, 1, 999, 1_000, 60_000, 600_000, 3_600_000};
  private static final long[] SHORT_STEPS_MS = {0, 0, 0, 0, 0, 1, 999, 7_000, 20_000, 60_000};

  /** Below it every id is remembered and every record can be replayed. */
  private static final long LONGEST_MS = 20L * 3_600_000;

  private final RandomGenerator random;
  private final long startMs;

  /** Everybody is there and much happens in a short time: others' events come too fast. */
  private final boolean crowded;

  private final List<Step> steps = new ArrayList<>();
  private final List<Step.Told> told = new ArrayList<>();
  private long nowMs;
  private int ids;
  private int events;

  private Histories(RandomGenerator random, long startMs) {
    this.random = random;
    this.startMs = startMs;
    this.nowMs = startMs;
    this.crowded = random.nextBoolean();
    if (crowded) {
      tell(new Step.Read(USERS), null);
    }
  }

  static List<Step> make(RandomGenerator random, long startMs, int length) {
    Histories history = new Histories(random, startMs);
    while (history.steps.size() < length) {
      history.add();
    }
    return history.steps;
  }

  private void add() {
    if (nowMs - startMs < LONGEST_MS) {
      long[] stepsMs = crowded && random.nextInt(20) > 0 ? SHORT_STEPS_MS : STEPS_MS;
      nowMs += stepsMs[random.nextInt(stepsMs.length)];
    }
    int dice = random.nextInt(100);
    if (dice < 16) {
      steps.add(new Step.Due(nowMs));
    } else if (dice < 19) {
      long since = random.nextBoolean() ? 0 : nowMs - 600_000;
      steps.add(new Step.CatchUp(server(), since, nowMs));
    } else if (dice < 27 && !told.isEmpty()) {
      repeatSuffix();
    } else if (dice < 38) {
      burst(2 + random.nextInt(3));
    } else {
      tell(what(), null);
    }
  }

  /** What a feed does after a failure: the last records again, as new records. */
  private void repeatSuffix() {
    int from = Math.max(0, told.size() - 1 - random.nextInt(6));
    for (Step.Told again : List.copyOf(told.subList(from, told.size()))) {
      tell(again.what(), again.burst());
    }
  }

  private void burst(int size) {
    String id = "burst" + ids++;
    for (int i = 0; i < size; i++) {
      tell(what(), new Burst(id, i, size));
    }
  }

  private void tell(Step.What what, Burst burst) {
    Step.Told record = new Step.Told(what, burst, nowMs);
    told.add(record);
    steps.add(record);
  }

  private Step.What what() {
    int dice = crowded && random.nextBoolean() ? 0 : random.nextInt(100);
    if (dice < 40) {
      return sticky();
    } else if (dice < 68) {
      String membership = MEMBERSHIPS.get(random.nextInt(MEMBERSHIPS.size()));
      return new Step.Member("$m" + ids++, user(), membership);
    } else if (dice < 78) {
      return new Step.Redaction("$r" + ids++, event(), user());
    } else if (dice < 87) {
      return new Step.Pdu(event());
    } else if (dice < 92) {
      return new Step.Read(List.of(user(), user()));
    } else if (dice < 97) {
      return levels();
    } else if (dice < 99) {
      return new Step.Release(List.of(event(), event(), event()));
    }
    return new Step.Erased(user());
  }

  private Step.Sticky sticky() {
    long originMs =
        switch (random.nextInt(6)) {
          case 0 -> nowMs - random.nextLong(7_200_000);
          case 1 -> nowMs + random.nextLong(7_200_000);
          default -> nowMs;
        };
    long durationMs = DURATIONS_MS[random.nextInt(DURATIONS_MS.length)];
    boolean flagged = random.nextInt(8) == 0;
    return new Step.Sticky(
        "$e" + events++,
        user(),
        originMs,
        durationMs,
        flagged,
        random.nextBoolean(),
        random.nextInt(5) == 0,
        random.nextBoolean() ? null : "key" + random.nextInt(2));
  }

  private Step.Levels levels() {
    Map<String, Integer> users = new HashMap<>();
    USERS.forEach(user -> users.put(user, 10 * random.nextInt(7)));
    return new Step.Levels(
        "$p" + ids++,
        10 * random.nextInt(7),
        10 * random.nextInt(4),
        10 * random.nextInt(6),
        users);
  }

  /** Mostly one that was there; now and then one that is still to come. */
  private String event() {
    return "$e" + random.nextInt(events + 3);
  }

  private String user() {
    return USERS.get(random.nextInt(USERS.size()));
  }

  private String server() {
    String user = user();
    return user.substring(user.indexOf(':') + 1);
  }
}
