package dev.burdock.testkit.process;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.TopicPartitionInfo;

/** The copies of the partitions of a cluster. */
public final class Replicas {
  private Replicas() {}

  /** Whether every partition, of internal topics too, has a leader other than {@code lost}. */
  public static boolean ledWithout(Admin admin, int lost) throws InterruptedException {
    try {
      var topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
      return admin.describeTopics(topics).allTopicNames().get().values().stream()
          .flatMap(topic -> topic.partitions().stream())
          .map(TopicPartitionInfo::leader)
          .allMatch(leader -> leader != null && !leader.isEmpty() && leader.id() != lost);
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Whether {@code brokers} brokers are there, and each has every partition, in sync. */
  public static boolean inSync(Admin admin, int brokers) throws InterruptedException {
    try {
      var topics = admin.listTopics().names().get();
      return admin.describeCluster().nodes().get().size() == brokers
          && admin.describeTopics(topics).allTopicNames().get().values().stream()
              .flatMap(topic -> topic.partitions().stream())
              .allMatch(partition -> partition.isr().size() == brokers);
    } catch (ExecutionException e) {
      return false;
    }
  }
}
