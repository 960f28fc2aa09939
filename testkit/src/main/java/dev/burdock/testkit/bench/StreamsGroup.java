package dev.burdock.testkit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.schemas.topic.Partitions;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.testkit.homeserver.SimulatedRoom;
import dev.burdock.testkit.process.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Who works on which partitions of the rooms, as the brokers know it. */
final class StreamsGroup implements AutoCloseable {
  private static final String PREFIX = "burdock.";
  private static final String GROUP = PREFIX + "streams";
  private static final String PROCESS = "kafka-streams-process-metadata";

  private final Admin admin;

  StreamsGroup(Pipeline pipeline) {
    this.admin = Admin.create(Map.of("bootstrap.servers", pipeline.bootstrap()));
  }

  /** The partition of a room, by its id. */
  static int partition(String room) {
    return Partitions.of(room, Pipeline.PARTITIONS);
  }

  /** One room of each partition. */
  static Map<Integer, SimulatedRoom> oneOfEach(List<SimulatedRoom> rooms) {
    Map<Integer, SimulatedRoom> one = new HashMap<>();
    rooms.forEach(room -> one.putIfAbsent(partition(room.id()), room));
    return one;
  }

  /** Waits until all input of the partitions of these rooms is applied. */
  Duration awaitApplied(
      BenchRun run, Duration longest, RoomReadsClient reader, List<SimulatedRoom> rooms)
      throws IOException, InterruptedException {
    Map<Integer, Long> last = last();
    Map<Integer, Optional<Long>> applied = new HashMap<>();
    Map<Integer, SimulatedRoom> one = oneOfEach(rooms);
    return run.await(
        "applied",
        longest,
        () -> applied + " of " + last,
        () -> {
          for (var entry : one.entrySet()) {
            applied.put(entry.getKey(), reader.applied(entry.getValue().id()));
          }
          return applied.entrySet().stream()
              .allMatch(entry -> entry.getValue().orElse(-1L) >= last.get(entry.getKey()));
        });
  }

  /** The partitions of room-events that the node with these stores works on. */
  Set<Integer> owned(Path stores) throws IOException, InterruptedException {
    Path file = stores.resolve(GROUP).resolve(PROCESS);
    if (!Files.exists(file)) {
      return Set.of();
    }
    String process = new ObjectMapper().readTree(Files.readString(file)).path("processId").asText();
    try {
      return admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP).members().stream()
          .filter(member -> member.clientId().contains(process))
          .flatMap(member -> member.assignment().topicPartitions().stream())
          .filter(partition -> partition.topic().equals(topic()))
          .map(TopicPartition::partition)
          .collect(Collectors.toSet());
    } catch (ExecutionException e) {
      throw new IOException(GROUP + ": " + e.getCause().getMessage(), e);
    }
  }

  /** The offset of the last record of each partition of room-events; -1 when it has none. */
  Map<Integer, Long> last() throws IOException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, Pipeline.PARTITIONS)
            .boxed()
            .collect(
                Collectors.toMap(
                    number -> new TopicPartition(topic(), number), number -> OffsetSpec.latest()));
    try {
      Map<Integer, Long> last = new HashMap<>();
      admin
          .listOffsets(asked)
          .all()
          .get()
          .forEach((partition, end) -> last.put(partition.partition(), end.offset() - 1));
      return last;
    } catch (ExecutionException e) {
      throw new IOException(topic() + ": " + e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }

  private static String topic() {
    return Topic.ROOM_EVENTS.name(PREFIX);
  }
}
