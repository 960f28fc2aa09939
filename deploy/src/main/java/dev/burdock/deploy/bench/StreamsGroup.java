package dev.burdock.deploy.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.burdock.schemas.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final int partitions;

  StreamsGroup(String bootstrap, int partitions) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    this.partitions = partitions;
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
        IntStream.range(0, partitions)
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
