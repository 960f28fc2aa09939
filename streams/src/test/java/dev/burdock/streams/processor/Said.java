package dev.burdock.streams.processor;

import dev.burdock.schemas.delivery.BurstEnd;
import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.MemberMoved;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.delivery.StickyRemoved;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.outbound.Outbound;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** What was said about one record, as lines that read well when they differ. */
record Said(List<String> deliveries, List<String> pushes) {

  static Said of(List<Delivery> deliveries, List<Outbound> pushes) {
    return new Said(deliveries.stream().map(Said::line).toList(), merged(pushes));
  }

  /** The ids of the events that were delivered. */
  List<String> added() {
    return deliveries.stream()
        .filter(line -> line.startsWith("added "))
        .map(line -> line.substring("added ".length(), line.indexOf(" at ")))
        .toList();
  }

  static String added(String eventId, long offset, int index, long endMs, String burst) {
    return "added " + eventId + " at " + offset + "." + index + " until " + endMs + burst(burst);
  }

  static String removed(String eventId, String why, String place) {
    return "removed " + eventId + " " + why + place;
  }

  static String moved(String user, boolean joined, long offset, int index) {
    return "moved " + user + " " + joined + " at " + offset + "." + index;
  }

  static String ended(String burst, long offset, int index) {
    return "ended at " + offset + "." + index + burst(burst);
  }

  static String at(long offset, int index) {
    return " at " + offset + "." + index;
  }

  static String push(String cause, String eventId, boolean withdrawal, Collection<String> to) {
    return cause + " " + eventId + (withdrawal ? " withdrawn " : " ") + new TreeSet<>(to);
  }

  static String burst(String id, int index, int size) {
    return id + "#" + index + "/" + size;
  }

  private static String burst(String burst) {
    return burst == null ? "" : " in " + burst;
  }

  private static String line(Delivery delivery) {
    var position = delivery.getPosition();
    long offset = position == null ? -1 : position.getOffset();
    int index = position == null ? -1 : position.getIndex();
    Burst burst = delivery.getBurst();
    String inBurst = burst == null ? null : burst(burst.getId(), burst.getIndex(), burst.getSize());
    Object body = delivery.getBody();
    if (body instanceof StickyAdded added) {
      return added(added.getEventId(), offset, index, added.getEndTs(), inBurst);
    } else if (body instanceof StickyRemoved removed) {
      String place = position == null ? "" : at(offset, index);
      return removed(removed.getEventId(), removed.getRemoval().name(), place);
    } else if (body instanceof MemberMoved moved) {
      return moved(moved.getUserId(), moved.getJoined(), offset, index);
    } else if (body instanceof BurstEnd) {
      return ended(inBurst, offset, index);
    }
    return "unknown " + body;
  }

  /** One line for an event, over how many partitions its destinations may be spread. */
  private static List<String> merged(List<Outbound> pushes) {
    List<String> lines = new ArrayList<>();
    List<String> to = new ArrayList<>();
    for (int i = 0; i < pushes.size(); i++) {
      Outbound push = pushes.get(i);
      to.addAll(push.getDestinations());
      if (i + 1 == pushes.size() || !isSame(push, pushes.get(i + 1))) {
        lines.add(push(push.getCause().name(), push.getEventId(), push.getPdu() == null, to));
        to.clear();
      }
    }
    return lines;
  }

  private static boolean isSame(Outbound one, Outbound other) {
    return one.getEventId().equals(other.getEventId())
        && one.getCause() == other.getCause()
        && (one.getPdu() == null) == (other.getPdu() == null);
  }
}
