package dev.burdock.streams.http;

import dev.burdock.schemas.topic.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
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
   * What a whole copy lacks of its changelog: the mark of the last Kafka transaction, which no
   * reader is given. One that lacks a committed record lacks the mark behind it, too.
   */
  private static final long MARKER = 1;

  /**
   * A copy of a store on this node.
   *
   * @param complete whether it holds all that was ever written: not a copy that runs behind; may
   *     ask the brokers
   */
  record Copy(ReadOnlyKeyValueStore<byte[], byte[]> store, BooleanSupplier complete) {}

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

  /**
   * This node's copies for a key: the active one, then the standby. A copy that is not here after
   * all says so when it is read ({@link InvalidStateStoreException}).
   */
  List<Copy> local(String store, String key) {
    int partition = partition(key);
    var query =
        StoreQueryParameters.fromNameAndType(
                store, QueryableStoreTypes.<byte[], byte[]>keyValueStore())
            .withPartition(partition);
    List<Copy> copies = new ArrayList<>();
    try {
      copies.add(new Copy(streams.store(query), () -> true));
      copies.add(
          new Copy(streams.store(query.enableStaleStores()), () -> isWhole(store, partition)));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      // Starting or stopping: what there is so far.
      return copies;
    }
    return copies;
  }

  private boolean isWhole(String store, int partition) {
    var lags = streams.allLocalStorePartitionLags().get(store);
    var lag = lags == null ? null : lags.get(partition);
    return lag != null && lag.offsetLag() <= MARKER;
  }

  private Owners.Node node(HostInfo host) {
    return new Owners.Node(host.host(), host.port(), host.equals(self));
  }
}
