package dev.burdock.fanout.sync.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** One {@link Mark} for each partition; a partition that is not named stands at its beginning. */
public final class Marks {
  /** Before everything, in every partition. */
  public static final Marks NONE = new Marks(List.of());

  private final List<Mark> byPartition;

  private Marks(List<Mark> byPartition) {
    this.byPartition = byPartition;
  }

  /** Marks of the partitions 0, 1, and so on. */
  public static Marks of(List<Mark> byPartition) {
    int size = byPartition.size();
    while (size > 0 && byPartition.get(size - 1).equals(Mark.NONE)) {
      size--;
    }
    return size == 0 ? NONE : new Marks(List.copyOf(byPartition.subList(0, size)));
  }

  /** The mark of a partition. */
  public Mark get(int partition) {
    return partition < byPartition.size() ? byPartition.get(partition) : Mark.NONE;
  }

  /** How many partitions, from 0, have been named. */
  public int size() {
    return byPartition.size();
  }

  /** In each partition the further mark. */
  public Marks max(Marks other) {
    return merge(other, Mark::max);
  }

  /** In each partition the mark that lies less far. */
  public Marks min(Marks other) {
    return merge(other, Mark::min);
  }

  /** Whether no partition of {@code other} lies further than here. */
  public boolean covers(Marks other) {
    for (int partition = 0; partition < other.size(); partition++) {
      if (other.get(partition).isAfter(get(partition))) {
        return false;
      }
    }
    return true;
  }

  private Marks merge(Marks other, BinaryOperator<Mark> choice) {
    int size = Math.max(size(), other.size());
    List<Mark> merged = new ArrayList<>(size);
    for (int partition = 0; partition < size; partition++) {
      merged.add(choice.apply(get(partition), other.get(partition)));
    }
    return of(merged);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Marks marks && byPartition.equals(marks.byPartition);
  }

  @Override
  public int hashCode() {
    return byPartition.hashCode();
  }

  @Override
  public String toString() {
    return byPartition.toString();
  }
}
