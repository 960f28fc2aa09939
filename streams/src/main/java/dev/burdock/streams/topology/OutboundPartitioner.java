package dev.burdock.streams.topology;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Sends a record of outbound to the partition that its key names in decimal. */
final class OutboundPartitioner implements StreamPartitioner<String, byte[]> {
  @Override
  public Optional<Set<Integer>> partitions(String topic, String key, byte[] value, int partitions) {
    return Optional.of(Set.of(Integer.parseInt(key)));
  }
}
