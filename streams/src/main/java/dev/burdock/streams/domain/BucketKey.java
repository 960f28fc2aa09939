package dev.burdock.streams.domain;

import dev.burdock.streams.kept.Limit;

/**
 * What a bucket limits.
 *
 * @param room id of the room
 * @param limit by what it limits
 * @param name the sender, the origin, or nothing for the room itself
 */
public record BucketKey(String room, Limit limit, String name) {
  static BucketKey of(String room, Limit limit, String sender) {
    return new BucketKey(
        room,
        limit,
        switch (limit) {
          case SENDER -> sender;
          case ORIGIN -> Users.server(sender);
          case ROOM -> "";
        });
  }
}
