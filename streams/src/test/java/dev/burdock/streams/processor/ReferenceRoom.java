package dev.burdock.streams.processor;

import dev.burdock.schemas.event.Burst;
import dev.burdock.streams.config.InboundLimitsConfig;
import dev.burdock.streams.processor.ReferenceEvent.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rules of sticky events as plainly as they can be written: one room in memory that forgets
 * nothing, with no index, no timer and no store. What the topology says is compared with it.
 */
final class ReferenceRoom {
  private static final long HOUR_MS = 3_600_000;

  private record Membership(boolean joined, boolean fed, long toldMs) {}

  private record Redacted(String server, boolean powerful) {}

  private final Map<String, ReferenceEvent> events = new HashMap<>();
  private final Map<String, Membership> members = new HashMap<>();
  private final Map<String, List<Redacted>> early = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private final Set<String> erased = new HashSet<>();
  private final ReferenceLine line;
  private Step.Levels levels;

  private List<String> deliveries = new ArrayList<>();
  private List<String> pushes = new ArrayList<>();
  private int index;

  ReferenceRoom(InboundLimitsConfig inbound) {
    this.line = new ReferenceLine(events, inbound);
  }

  /** What is to be said about a record at this offset. */
  Said tell(Step.Told step, long offset) {
    index = 0;
    Step.What what = step.what();
    if (what instanceof Step.Sticky sticky) {
      sticky(sticky, step, offset);
    } else if (what instanceof Step.Member member && told.add(member.id())) {
      boolean joined = member.membership().equals("join");
      boolean moved = move(member.user(), joined, true, step.nowMs(), offset);
      welcome(joined && moved ? Set.of(member.user()) : Set.of(), step.nowMs());
      if (joined) {
        release(Set.of(member.user()), step.nowMs(), offset);
      }
    } else if (what instanceof Step.Read read) {
      read(read, step.nowMs(), offset);
    } else if (what instanceof Step.Redaction redaction && told.add(redaction.id())) {
      redact(redaction, step.nowMs(), offset);
    } else if (what instanceof Step.Pdu pdu) {
      pdu(events.get(pdu.id()), step.nowMs());
    } else if (what instanceof Step.Levels changed && told.add(changed.id())) {
      levels = changed;
      release(joined(), step.nowMs(), offset);
    } else if (what instanceof Step.Erased user) {
      erased.add(user.user());
    } else if (what instanceof Step.Release release) {
      turn(release.ids(), step.nowMs(), offset);
    }
    endBurst(step.burst(), offset);
    return said();
  }

  /** The ends that are to be told when the wall clock comes to this time, in no order. */
  Set<String> due(long nowMs) {
    Set<String> ended = new TreeSet<>();
    for (ReferenceEvent event : events.values()) {
      if (event.state == State.DELIVERED && !event.endTold && event.endMs <= nowMs) {
        event.endTold = true;
        ended.add(Said.removed(event.told.id(), "EXPIRED", ""));
      }
    }
    return ended;
  }

  /** The events that wait for their turn. */
  ReferenceLine line() {
    return line;
  }

  boolean isHeld(String eventId) {
    return events.get(eventId).state == State.HELD;
  }

  Said catchUp(Step.CatchUp request) {
    if (!request.destination().equals("ours") && servers().contains(request.destination())) {
      shown(request.nowMs()).stream()
          .filter(event -> own(event) && event.decidedMs >= request.sinceMs())
          .forEach(event -> push("CATCH_UP", event, false, Set.of(request.destination())));
    }
    return said();
  }

  /** The ids of the events that a reader sees at this time, in the order of positions (R10). */
  List<String> visible(long nowMs) {
    return shown(nowMs).stream().map(event -> event.told.id()).toList();
  }

  /** The event that each sender's key of the clients' map shows at this time (R29). */
  Map<String, String> table(long nowMs) {
    return ReferenceEvent.table(shown(nowMs));
  }

  private void sticky(Step.Sticky sticky, Step.Told step, long offset) {
    ReferenceEvent known = events.get(sticky.id());
    if (known != null) {
      if (sticky.withPdu()) {
        pdu(known, step.nowMs());
      }
      return;
    }
    long endMs = Math.min(step.nowMs(), sticky.originMs()) + Math.min(sticky.durationMs(), HOUR_MS);
    if (sticky.durationMs() == 0 || endMs <= step.nowMs()) {
      return;
    }
    ReferenceEvent event = new ReferenceEvent();
    event.told = sticky;
    event.endMs = endMs;
    event.pdu = sticky.withPdu();
    event.arrival = offset;
    events.put(sticky.id(), event);
    if (isRedactedEarly(sticky)) {
      event.state = State.GONE;
    } else if (sticky.flagged() || !joined().contains(sticky.sender())) {
      event.state = State.HELD;
    } else if (!line.defer(event, step.nowMs(), offset, 0)) {
      Burst burst = step.burst();
      deliver(
          event,
          step.nowMs(),
          offset,
          burst == null ? null : Said.burst(burst.getId(), burst.getIndex(), burst.getSize()));
    }
  }

  private boolean isRedactedEarly(Step.Sticky sticky) {
    return early.getOrDefault(sticky.id(), List.of()).stream()
        .anyMatch(
            mark ->
                mark.powerful() || mark.server().equals(ReferenceEvent.server(sticky.sender())));
  }

  /** Events whose turn has come are delivered, but for those that ended or may not be (R28). */
  private void turn(List<String> ids, long nowMs, long offset) {
    List<ReferenceEvent> allowed = new ArrayList<>();
    for (ReferenceEvent event : line.leave(ids, nowMs)) {
      if (event.endMs <= nowMs) {
        event.state = State.GONE;
      } else if (joined().contains(event.told.sender())) {
        allowed.add(event);
      } else {
        event.state = State.HELD;
      }
    }
    released(allowed, nowMs, offset);
  }

  private void deliver(ReferenceEvent event, long nowMs, long offset, String burst) {
    event.state = State.DELIVERED;
    event.offset = offset;
    event.index = index++;
    event.decidedMs = nowMs;
    deliveries.add(Said.added(event.told.id(), offset, event.index, event.endMs, burst));
    push("LIVE", event, false, servers());
  }

  private boolean move(String user, boolean joined, boolean fed, long nowMs, long offset) {
    boolean before = joined().contains(user);
    members.put(user, new Membership(joined, fed, nowMs));
    if (before != joined) {
      deliveries.add(Said.moved(user, joined, offset, index++));
    }
    return before != joined;
  }

  private void read(Step.Read read, long nowMs, long offset) {
    Set<String> news = new TreeSet<>();
    for (String user : read.joined()) {
      Membership known = members.get(user);
      boolean newer = known != null && known.fed() && known.toldMs() >= nowMs;
      if (!joined().contains(user) && !newer) {
        move(user, true, false, nowMs, offset);
        news.add(user);
      }
    }
    welcome(news, nowMs);
    release(news, nowMs, offset);
  }

  /** Servers all of whose joined members have just come get what is there (R22). */
  private void welcome(Set<String> users, long nowMs) {
    Set<String> before =
        joined().stream()
            .filter(user -> !users.contains(user))
            .map(ReferenceEvent::server)
            .collect(Collectors.toSet());
    Set<String> news =
        users.stream()
            .map(ReferenceEvent::server)
            .filter(server -> !before.contains(server) && !server.equals("ours"))
            .collect(Collectors.toSet());
    if (!news.isEmpty()) {
      shown(nowMs).stream()
          .filter(this::own)
          .forEach(event -> push("SERVER_JOINED", event, false, news));
    }
  }

  private void release(Set<String> users, long nowMs, long offset) {
    TreeMap<Long, ReferenceEvent> allowed = new TreeMap<>();
    for (ReferenceEvent event : events.values()) {
      if (event.state == State.HELD
          && event.endMs > nowMs
          && users.contains(event.told.sender())
          && maySend(event.told)) {
        allowed.put(event.arrival, event);
      }
    }
    int place = 0;
    List<ReferenceEvent> passed = new ArrayList<>();
    for (ReferenceEvent event : allowed.values()) {
      if (line.defer(event, nowMs, offset, place)) {
        place++;
      } else {
        passed.add(event);
      }
    }
    released(passed, nowMs, offset);
  }

  private void released(List<ReferenceEvent> together, long nowMs, long offset) {
    int i = 0;
    for (ReferenceEvent event : together) {
      deliver(event, nowMs, offset, Said.burst("release:0:" + offset, i++, together.size()));
    }
  }

  private void redact(Step.Redaction redaction, long nowMs, long offset) {
    boolean powerful = level(redaction.sender()) >= (levels == null ? 50 : levels.redact());
    Redacted mark = new Redacted(ReferenceEvent.server(redaction.sender()), powerful);
    ReferenceEvent target = events.get(redaction.target());
    if (target == null) {
      early.computeIfAbsent(redaction.target(), any -> new ArrayList<>()).add(mark);
      return;
    }
    if (!powerful && !mark.server().equals(ReferenceEvent.server(target.told.sender()))) {
      return;
    }
    if (target.state == State.DELIVERED && target.endMs > nowMs) {
      deliveries.add(Said.removed(target.told.id(), "REDACTED", Said.at(offset, index++)));
      push("LIVE", target, true, servers());
    }
    target.state = State.GONE;
  }

  private void pdu(ReferenceEvent event, long nowMs) {
    if (event == null || event.state == State.GONE || event.endMs <= nowMs || event.pdu) {
      return;
    }
    event.pdu = true;
    if (event.state == State.DELIVERED) {
      push("LIVE", event, false, servers());
    }
  }

  private void endBurst(Burst burst, long offset) {
    if (burst != null && burst.getIndex() == burst.getSize() - 1) {
      String line = Said.burst(burst.getId(), burst.getIndex(), burst.getSize());
      if (deliveries.stream().noneMatch(said -> said.endsWith(" in " + line))) {
        deliveries.add(Said.ended(line, offset, index++));
      }
    }
  }

  private void push(String cause, ReferenceEvent event, boolean withdrawal, Set<String> to) {
    Set<String> others = new TreeSet<>(to);
    others.remove("ours");
    if (event.pdu
        && ReferenceEvent.server(event.told.sender()).equals("ours")
        && !others.isEmpty()) {
      pushes.add(Said.push(cause, event.told.id(), withdrawal, others));
    }
  }

  private boolean own(ReferenceEvent event) {
    return ReferenceEvent.server(event.told.sender()).equals("ours")
        && !erased.contains(event.told.sender());
  }

  private List<ReferenceEvent> shown(long nowMs) {
    return events.values().stream()
        .filter(event -> event.state == State.DELIVERED && event.endMs > nowMs)
        .sorted(ReferenceEvent.PLACES)
        .toList();
  }

  private boolean maySend(Step.Sticky sticky) {
    if (levels == null) {
      return true;
    }
    return level(sticky.sender()) >= (sticky.state() ? levels.state() : levels.events());
  }

  private int level(String user) {
    return levels == null ? 0 : levels.users().getOrDefault(user, 0);
  }

  private Set<String> joined() {
    return members.entrySet().stream()
        .filter(member -> member.getValue().joined())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Set<String> servers() {
    return joined().stream().map(ReferenceEvent::server).collect(Collectors.toSet());
  }

  private Said said() {
    Said said = new Said(deliveries, pushes);
    deliveries = new ArrayList<>();
    pushes = new ArrayList<>();
    return said;
  }
}
