package dev.burdock.deploy.destinations;

import java.util.OptionalLong;

/**
 * How far one retry topic is worked off, in offsets of its only partition.
 *
 * @param topic its name
 * @param topicId its id, which a topic made anew under the same name does not share
 * @param begin of the oldest record that is kept
 * @param end after the newest record
 * @param committed of the first record that is not worked off, as the group says
 */
public record RetryBacklog(
    String topic, String topicId, long begin, long end, OptionalLong committed) {

  /** The first record that waits: the oldest one where the group says nothing of this topic. */
  public long from() {
    return committed.isPresent() && committed.getAsLong() >= begin && committed.getAsLong() <= end
        ? committed.getAsLong()
        : begin;
  }

  /** Records that wait: the lag of the group. */
  public long waiting() {
    return end - from();
  }
}
