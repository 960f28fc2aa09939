package dev.burdock.fanout.sync.domain;

import dev.burdock.matrix.hash.Sha256;
import java.nio.ByteBuffer;

/** Ids of events and rooms as tokens hold them. */
final class Fingerprint {
  private Fingerprint() {}

  /** The first eight bytes of the id's SHA-256: nobody finds a second id with those of another. */
  static long of(String id) {
    return ByteBuffer.wrap(Sha256.of(id)).getLong();
  }

  /** The first four bytes. */
  static int brief(String id) {
    return ByteBuffer.wrap(Sha256.of(id)).getInt();
  }
}
