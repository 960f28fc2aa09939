package dev.burdock.streams.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One random history of a stored room beside the model, with a crash in the middle of it. */
final class History {
  private static final long REPLAYABLE_MS = 3L * 3_600_000;

  /** For longer, no record stays unread while later ones are told: Kafka gives them in order. */
  private static final long LONGEST_WAY_MS = 60_000;

  private static final long DRAIN_STEP_MS = 15_000;

  private final StoredRoom room;
  private final ReferenceRoom model = new ReferenceRoom(StoredRoom.NARROW);
  private final Random random;
  private final long seed;
  private final List<Step.Told> log = new ArrayList<>();
  private final List<Said> said = new ArrayList<>();
  private final Deque<Step.Told> underWay = new ArrayDeque<>();
  private final Set<String> added = new HashSet<>();
  private StoredRoom atCrash;
  private int crash;
  private long nowMs;

  History(StoredRoom room, Random random, long seed) {
    this.room = room;
    this.random = random;
    this.seed = seed;
  }

  /** Does the steps; the room crashes before the step of this number. */
  void run(List<Step> steps, int crashBefore) {
    for (int i = 0; i < steps.size(); i++) {
      if (i == crashBefore) {
        atCrash = room.copy();
        crash = log.size();
      }
      step(steps.get(i), "seed " + seed + ", step " + i + ": " + steps.get(i));
    }
  }

  /** What follows the crash says the same again, whatever the wall clock did meanwhile. */
  void replayFromTheCrash() {
    List<Said> again = new ArrayList<>();
    for (int offset = crash; offset < log.size(); offset++) {
      Step.Told told = log.get(offset);
      long firstMs = log.get(crash).nowMs();
      long wallMs = Math.min(told.nowMs(), firstMs) + random.nextLong(REPLAYABLE_MS);
      atCrash.due(Math.max(told.nowMs(), wallMs));
      atCrash.turns(Math.max(told.nowMs(), wallMs));
      again.add(atCrash.tell(told, offset));
    }
    assertThat(again)
        .as("seed %s, replay from offset %s", seed, crash)
        .isEqualTo(said.subList(crash, said.size()));
  }

  /** Time passes in small steps: whoever waits is delivered, or was redacted, left or forgotten. */
  void drain() {
    Set<String> inTime = model.line().inTime(nowMs + DRAIN_STEP_MS);
    added.clear();
    while (!model.line().isEmpty()) {
      nowMs += DRAIN_STEP_MS;
      turns("seed " + seed + ", drained until " + nowMs);
      readReleases("seed " + seed + ", drained until " + nowMs);
    }
    inTime.removeAll(added);
    assertThat(inTime).as("seed %s, lost", seed).allMatch(model::isHeld);
  }

  private void step(Step step, String where) {
    nowMs = at(step);
    boolean late = underWay.stream().anyMatch(told -> told.nowMs() < nowMs - LONGEST_WAY_MS);
    if (late || random.nextBoolean()) {
      readReleases(where);
    }
    if (step instanceof Step.Told told) {
      tell(told, where);
      assertThat(room.visible(nowMs)).as("%s: visible", where).isEqualTo(model.visible(nowMs));
    } else if (step instanceof Step.Due) {
      turns(where);
      Set<String> ended = new TreeSet<>(Said.of(room.due(nowMs), List.of()).deliveries());
      assertThat(ended).as(where).isEqualTo(model.due(nowMs));
      assertThat(room.table()).as("%s: table", where).isEqualTo(model.table(nowMs));
    } else if (step instanceof Step.CatchUp ask) {
      assertThat(room.catchUp(ask)).as(where).isEqualTo(model.catchUp(ask));
    }
  }

  private void turns(String where) {
    Set<String> asked = new TreeSet<>();
    for (Step.Release release : room.turns(nowMs)) {
      asked.addAll(release.ids());
      underWay.add(new Step.Told(release, null, nowMs));
    }
    assertThat(asked).as("%s: releases asked for", where).isEqualTo(model.line().turns(nowMs));
  }

  /** Now and then one of them twice. */
  private void readReleases(String where) {
    while (!underWay.isEmpty()) {
      Step.Told release = underWay.remove();
      tell(release, where);
      if (random.nextInt(8) == 0) {
        tell(release, where);
      }
    }
  }

  private void tell(Step.Told told, String where) {
    long offset = log.size();
    log.add(told);
    Said here = room.tell(told, offset);
    assertThat(here).as("%s: %s", where, told).isEqualTo(model.tell(told, offset));
    said.add(here);
    added.addAll(here.added());
  }

  private static long at(Step step) {
    if (step instanceof Step.Told told) {
      return told.nowMs();
    }
    return step instanceof Step.Due due ? due.nowMs() : ((Step.CatchUp) step).nowMs();
  }
}
