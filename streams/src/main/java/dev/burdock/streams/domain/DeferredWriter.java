package dev.burdock.streams.domain;

import dev.burdock.streams.kept.KeptEvent;

/** The changes that decisions make to deferred events and to the limits. */
public interface DeferredWriter {
  /** Keeps a deferred event at its place. */
  void put(String room, KeptEvent event);

  void drop(String room, DeferredRef ref);

  void putBucket(BucketKey key, Bucket bucket);

  void dropBucket(BucketKey key);
}
