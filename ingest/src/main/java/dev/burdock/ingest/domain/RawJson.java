package dev.burdock.ingest.domain;

import dev.burdock.matrix.json.JsonSpan;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** JSON as it came, byte for byte. Nobody changes the bytes. */
public final class RawJson {
  private final byte[] bytes;

  /**
   * Wraps JSON.
   *
   * @param bytes not copied, so not to be changed
   */
  public RawJson(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A piece of a larger text, which it does not keep in memory. */
  public static RawJson of(JsonSpan piece) {
    return new RawJson(piece.bytes());
  }

  /** The bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes it has. */
  public int size() {
    return bytes.length;
  }

  /** The first bytes, at most {@code limit}. */
  public byte[] head(int limit) {
    return bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
  }

  /** A view for a record that will be serialised. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes);
  }

  /** Says its size only: content never gets into a log. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
