package dev.burdock.fanout.federation.kafka;

import dev.burdock.fanout.federation.client.WorkerAddress;
import dev.burdock.fanout.federation.out.OwnerDirectory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which worker has which partition of topic outbound, as their group tells. What is known is given
 * at once, and asked for anew beside that when it is old. Safe for many threads.
 */
public final class DestinationOwners implements OwnerDirectory, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DestinationOwners.class);
  private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long SOONEST_NANOS = Duration.ofMillis(200).toNanos();
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final Admin admin;
  private final String group;
  private final String topic;
  private final LongSupplier nanos;
  private volatile Map<Integer, WorkerAddress> known = Map.of();
  private boolean asking;
  private boolean stale = true;
  private long askedNanos;

  public DestinationOwners(Admin admin, String group, String topic, LongSupplier nanos) {
    this.admin = admin;
    this.group = group;
    this.topic = topic;
    this.nanos = nanos;
    this.askedNanos = nanos.getAsLong() - FRESH_NANOS;
  }

  @Override
  public Optional<WorkerAddress> of(int partition) {
    refresh();
    return Optional.ofNullable(known.get(partition));
  }

  @Override
  public synchronized void wrong() {
    stale = true;
  }

  private synchronized void refresh() {
    long age = nanos.getAsLong() - askedNanos;
    if (asking || age < (stale ? SOONEST_NANOS : FRESH_NANOS)) {
      return;
    }
    asking = true;
    stale = false;
    askedNanos = nanos.getAsLong();
    var unused =
        admin
            .describeConsumerGroups(List.of(group))
            .describedGroups()
            .get(group)
            .whenComplete((description, error) -> heard(description, error));
  }

  private synchronized void heard(ConsumerGroupDescription description, Throwable error) {
    asking = false;
    if (error != null) {
      stale = true;
      LOG.debug("owners unknown", error);
      return;
    }
    Map<Integer, WorkerAddress> owners = new HashMap<>();
    for (MemberDescription member : description.members()) {
      WorkerAddress.ofClientId(member.clientId())
          .ifPresent(
              address ->
                  member.assignment().topicPartitions().stream()
                      .filter(partition -> partition.topic().equals(topic))
                      .map(TopicPartition::partition)
                      .forEach(partition -> owners.put(partition, address)));
    }
    // While the group changes it tells of nobody; who had a partition has it as far as is known.
    if (owners.isEmpty()) {
      stale = true;
    } else {
      known = Map.copyOf(owners);
    }
  }

  @Override
  public void close() {
    admin.close(CLOSING);
  }
}
