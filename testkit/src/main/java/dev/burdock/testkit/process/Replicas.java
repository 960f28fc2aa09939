package dev.burdock.testkit.process;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The copies of the partitions of a cluster. */
public final class Replicas {
  private Replicas() {}

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
