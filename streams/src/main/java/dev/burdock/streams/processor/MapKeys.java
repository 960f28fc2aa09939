package dev.burdock.streams.processor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.burdock.streams.domain.MapKey;

/** The keys of the topic sticky-map: JSON arrays, so that no character of an id can blur them. */
final class MapKeys {
  private MapKeys() {}

  static String text(MapKey key) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    return array.add(key.room()).add(key.sender()).add(key.type()).add(key.stickyKey()).toString();
  }
}
