package dev.burdock.streams.domain;

import dev.burdock.schemas.outbound.CatchUpAnswer;
import dev.burdock.schemas.outbound.CatchUpRequest;
import dev.burdock.schemas.outbound.Cause;
import dev.burdock.schemas.outbound.Outbound;
import dev.burdock.schemas.topic.Partitions;
import dev.burdock.streams.kept.KeptEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the records of outbound: of one PDU one per partition, however many servers, unless their
 * names alone are more than a record of Kafka should hold.
 */
final class Pushes {
  /** A record of Kafka has at most 1 MiB, a PDU 64 KiB; and others wait for a long record. */
  private static final int MOST_NAME_BYTES = 65_536;

  private final Ours ours;
  private final int partitions;

  Pushes(Ours ours, int partitions) {
    this.ours = ours;
    this.partitions = partitions;
  }

  /** Whether an event is ours to push and its PDU is there. */
  boolean pushable(KeptEvent event) {
    return event.getPdu() != null && ours.has(event.getSender());
  }

  /** Pushes an own event that has its PDU to all these servers but ours (R21, R22, R24). */
  void push(Decision decision, String room, KeptEvent event, Cause cause, Collection<String> to) {
    if (pushable(event)) {
      send(decision, record(room, event, cause).setPdu(event.getPdu()), to);
    }
  }

  /** Pushes an event to a destination that asks for what it missed. */
  void answer(
      Decision decision, String room, KeptEvent event, CatchUpRequest request, int roomPartition) {
    if (pushable(event)) {
      Outbound.Builder record =
          record(room, event, Cause.CATCH_UP)
              .setPdu(event.getPdu())
              .setCatchUp(new CatchUpAnswer(roomPartition, request.getAskedTs()));
      send(decision, record, List.of(request.getDestination()));
    }
  }

  /** Tells a destination's owner that one partition of rooms has pushed all that was asked for. */
  void endAnswer(Decision decision, CatchUpRequest request, int roomPartition) {
    Outbound.Builder record =
        Outbound.newBuilder()
            .setEventId("")
            .setRoomId("")
            .setOrigin("")
            .setCause(Cause.CATCH_UP)
            .setReceivedTs(request.getAskedTs())
            .setEndTs(request.getAskedTs())
            .setPdu(null)
            .setCatchUp(new CatchUpAnswer(roomPartition, request.getAskedTs()));
    send(decision, record, List.of(request.getDestination()));
  }

  /** Takes a pushed event back from the queues of all these servers (R04). */
  void withdraw(Decision decision, String room, KeptEvent event, Collection<String> from) {
    if (pushable(event)) {
      send(decision, record(room, event, Cause.LIVE).setPdu(null), from);
    }
  }

  private static Outbound.Builder record(String room, KeptEvent event, Cause cause) {
    return Outbound.newBuilder()
        .setEventId(event.getEventId())
        .setRoomId(room)
        .setOrigin(Users.server(event.getSender()))
        .setCause(cause)
        .setReceivedTs(event.getReceivedTs())
        .setEndTs(event.getEndTs());
  }

  private void send(Decision decision, Outbound.Builder record, Collection<String> servers) {
    byPartition(servers)
        .forEach(
            (partition, destinations) -> {
              for (List<String> some : pieces(destinations)) {
                decision.push(partition, record.setDestinations(some).build());
              }
            });
  }

  private static List<List<String>> pieces(List<String> destinations) {
    List<List<String>> pieces = new ArrayList<>();
    int from = 0;
    int bytes = 0;
    for (int i = 0; i < destinations.size(); i++) {
      bytes += destinations.get(i).length();
      if (bytes > MOST_NAME_BYTES) {
        pieces.add(destinations.subList(from, i));
        from = i;
        bytes = destinations.get(i).length();
      }
    }
    pieces.add(destinations.subList(from, destinations.size()));
    return pieces;
  }

  private Map<Integer, List<String>> byPartition(Collection<String> servers) {
    Map<Integer, List<String>> grouped = new TreeMap<>();
    for (String server : servers) {
      if (!ours.includes(server)) {
        int partition = Partitions.of(server, partitions);
        grouped.computeIfAbsent(partition, any -> new ArrayList<>()).add(server);
      }
    }
    return grouped;
  }
}
