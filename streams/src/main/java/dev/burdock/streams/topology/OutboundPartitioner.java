package dev.burdock.streams.topology;

import dev.burdock.schemas.outbound.Outbound;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends a record of outbound to the partition that its key names in decimal. */
final class OutboundPartitioner implements StreamPartitioner<String, Outbound> {
  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String key, Outbound value, int partitions) {
    return Optional.of(Set.of(Integer.parseInt(key)));
  }
}
