package dev.burdock.fanout.sync.domain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Whole numbers as bytes: seven bits in each, the lowest first, the high bit while more follow. */
final class VarintWriter {
  private static final int MAX_SHIFT = 63;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  /** Appends a number of up to 64 bits. */
  void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Appends eight bytes. */
  void fixed(long value) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /**
   * Reads what {@link #varint} wrote.
   *
   * @throws java.nio.BufferUnderflowException when it does not end
   * @throws IllegalArgumentException when it is longer than 64 bits
   */
  static long read(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint of more than 64 bits");
  }
}
