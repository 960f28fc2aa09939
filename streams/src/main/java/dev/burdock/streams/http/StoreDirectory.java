package dev.burdock.streams.http;

import dev.burdock.schemas.topic.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Finds who holds the store of a key, and the copy that this node holds itself. */
final class StoreDirectory {
  private final KafkaStreams streams;
  private final HostInfo self;
  private final int partitions;

  StoreDirectory(KafkaStreams streams, HostInfo self, int partitions) {
    this.streams = streams;
    this.self = self;
    this.partitions = partitions;
  }

  /**
   * A copy of a store on this node.
   *
   * @param complete whether it holds all that was ever written: not a copy that runs behind
   */
  record Copy(ReadOnlyKeyValueStore<byte[], byte[]> store, boolean complete) {}

  int partition(String key) {
    return Partitions.of(key, partitions);
  }

  /** The nodes with a copy for a key: the active one, then the standbys. */
  Owners owners(String store, String key) {
    List<Owners.Node> nodes = new ArrayList<>();
    try {
      KeyQueryMetadata metadata = streams.queryMetadataForKey(store, key, new StringSerializer());
      if (!metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
        nodes.add(node(metadata.activeHost()));
        metadata.standbyHosts().forEach(host -> nodes.add(node(host)));
      }
    } catch (StreamsNotStartedException | IllegalStateException e) {
      // Starting or stopping: nobody is known.
      return new Owners(List.of());
    }
    return new Owners(nodes);
  }

  /** This node's copy for a key, if it has one that can be read now. Blocks: asks the brokers. */
  Optional<Copy> local(String store, String key) {
    int partition = partition(key);
    var query =
        StoreQueryParameters.fromNameAndType(
                store, QueryableStoreTypes.<byte[], byte[]>keyValueStore())
            .withPartition(partition);
    try {
      return Optional.of(new Copy(streams.store(query), true));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return stale(store, query, partition);
    }
  }

  private Optional<Copy> stale(
      String store,
      StoreQueryParameters<ReadOnlyKeyValueStore<byte[], byte[]>> query,
      int partition) {
    try {
      var copy = streams.store(query.enableStaleStores());
      var lags = streams.allLocalStorePartitionLags().get(store);
      var lag = lags == null ? null : lags.get(partition);
      return Optional.of(new Copy(copy, lag != null && lag.offsetLag() == 0));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private Owners.Node node(HostInfo host) {
    return new Owners.Node(host.host(), host.port(), host.equals(self));
  }
}
