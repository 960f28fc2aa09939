package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.sticky;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.map.StickyMapEntry;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The topic sticky-map. */
class StickyMapTopicTest {
  private static final String ALICE = "@alice:ours";

  @Test
  @DisplayName(
      "R29 a key is a JSON array of room, sender, type and key; what ended leaves a tombstone")
  void keysAndTombstones() {
    try (TopologyFixture topology = new TopologyFixture()) {
      topology.feed(member("$join", ALICE, "join"));
      topology.feed(
          sticky("$e", ALICE, topology.now())
              .setType("m.rtc.member")
              .setStickyKey("a\"b")
              .setOnlyKey(true)
              .setDurationMs(1_000)
              .build());
      topology.feed(sticky("$no-key", ALICE, topology.now()).build());
      topology.pass(Duration.ofSeconds(2));

      var records = topology.stickyMap();
      assertThat(records).map(record -> record.key()).containsExactly(key(), key());
      assertThat(records.get(0).value())
          .returns("$e", StickyMapEntry::getEventId)
          .returns(true, StickyMapEntry::getLeft);
      assertThat(records.get(1).value()).isNull();
    }
  }

  private static String key() {
    return "[\"!room:ours\",\"@alice:ours\",\"m.rtc.member\",\"a\\\"b\"]";
  }
}
