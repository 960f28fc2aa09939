package dev.burdock.fanout.sync.domain;

/**
 * A place in one partition of the stream of sticky events: everything up to and with it.
 *
 * @param offset of the record that caused the delivery; -1 before the first
 * @param index among the deliveries that one record caused, from 0
 */
public record Mark(long offset, int index) implements Comparable<Mark> {
  /** Before everything. */
  public static final Mark NONE = new Mark(-1, 0);

  public Mark {
    if (offset < -1 || index < 0) {
      throw new IllegalArgumentException(
          "mark: " + offset + "." + index + " (expected: offset >= -1, index >= 0)");
    }
  }

  @Override
  public int compareTo(Mark other) {
    int byOffset = Long.compare(offset, other.offset);
    return byOffset != 0 ? byOffset : Integer.compare(index, other.index);
  }

  /** Whether this lies behind {@code other}, so that who stands there has not seen it. */
  public boolean isAfter(Mark other) {
    return compareTo(other) > 0;
  }

  /** The last place before this one. */
  public Mark before() {
    if (index > 0) {
      return new Mark(offset, index - 1);
    }
    return offset <= 0 ? NONE : new Mark(offset - 1, Integer.MAX_VALUE);
  }

  /** The one that lies further. */
  public static Mark max(Mark a, Mark b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** The one that lies less far. */
  public static Mark min(Mark a, Mark b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
