package dev.burdock.streams.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * How Kafka Streams runs.
 *
 * @param stateDir where the stores live
 * @param threads stream threads of this node
 * @param standbys copies of every store on other nodes
 * @param commitMs time between two commits, ms
 * @param sessionMs after this long without a sign of life a node loses its tasks, ms
 * @param instanceId name for static membership; empty for none
 * @param storeMegabytes memory of all RocksDB stores of this process, MiB
 * @param startMs how long the start may take, ms
 */
public record EngineConfig(
    Path stateDir,
    int threads,
    int standbys,
    long commitMs,
    int sessionMs,
    String instanceId,
    int storeMegabytes,
    long startMs) {
  public static final Key<String> STATE_DIR =
      Key.string("burdock.streams.state-dir", "data/streams", "Folder of the stores.");
  public static final Key<Long> THREADS =
      Key.integer("burdock.streams.threads", 1, 1, 64, "Stream threads of this node.");
  public static final Key<Long> STANDBYS =
      Key.integer("burdock.streams.standbys", 1, 0, 4, "Copies of every store on other nodes.");
  public static final Key<Long> COMMIT_MS =
      Key.integer(
          "burdock.streams.commit-interval-ms", 100, 10, 10_000, "Time between commits, ms.");
  public static final Key<Long> SESSION_MS =
      Key.integer(
          "burdock.streams.session-timeout-ms",
          8_000,
          1_000,
          60_000,
          "After this long without a sign of life a node loses its tasks, ms; brokers take none"
              + " below group.min.session.timeout.ms (6000).");
  public static final Key<String> INSTANCE_ID =
      Key.string(
          "burdock.streams.instance-id",
          "",
          "Name of this node in the group, unique, for static membership; empty for none.");
  public static final Key<Long> STORE_MEGABYTES =
      Key.integer(
          "burdock.streams.store-memory-mb",
          128,
          16,
          65_536,
          "Memory of all stores of this process, MiB.");
  public static final Key<Long> START_MS =
      Key.integer(
          "burdock.streams.start-timeout-ms",
          120_000,
          1_000,
          3_600_000,
          "How long the start may take, restoring stores included, ms.");
  static final List<Key<?>> KEYS =
      List.of(
          STATE_DIR,
          THREADS,
          STANDBYS,
          COMMIT_MS,
          SESSION_MS,
          INSTANCE_ID,
          STORE_MEGABYTES,
          START_MS);

  static EngineConfig from(Settings settings) {
    return new EngineConfig(
        Path.of(settings.get(STATE_DIR)),
        settings.get(THREADS).intValue(),
        settings.get(STANDBYS).intValue(),
        settings.get(COMMIT_MS),
        settings.get(SESSION_MS).intValue(),
        settings.get(INSTANCE_ID),
        settings.get(STORE_MEGABYTES).intValue(),
        settings.get(START_MS));
  }
}
