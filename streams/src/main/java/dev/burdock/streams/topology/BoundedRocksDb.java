package dev.burdock.streams.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Gives all stores of a process one memory: a cache for blocks, a part of it for what is not
 * written yet. Without it each of some hundred stores would take its own.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {
  /** Where the size is found, MiB; the first store of the process decides. */
  static final String MEGABYTES_CONFIG = "burdock.store.megabytes";

  private static final int MIB = 1 << 20;
  private static final int WRITE_SHARE = 3;
  private static final long WRITE_BUFFER_BYTES = 4L * MIB;

  private static Cache cache;
  private static WriteBufferManager writes;

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    long bytes = (int) configs.get(MEGABYTES_CONFIG) * (long) MIB;
    share(bytes);
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(cache);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(writes);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
  }

  /** The memory is the process's, not the store's. */
  @Override
  public void close(String storeName, Options options) {}

  private static synchronized void share(long bytes) {
    if (cache == null) {
      cache = new LRUCache(bytes);
      writes = new WriteBufferManager(bytes / WRITE_SHARE, cache);
    }
  }
}
