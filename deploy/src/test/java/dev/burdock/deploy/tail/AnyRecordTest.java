package dev.burdock.deploy.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.delivery.Delivery;
import dev.burdock.schemas.delivery.Position;
import dev.burdock.schemas.delivery.StickyAdded;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A record as a line of JSON")
class AnyRecordTest {
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final AnyRecord reader = new AnyRecord(registry);

  @Test
  @DisplayName("shows its fields, and the JSON that its bytes hold")
  void fields() {
    Delivery delivery =
        Delivery.newBuilder()
            .setRoomId("!r:s")
            .setDecidedTs(5)
            .setPosition(new Position(1, 2L, 0))
            .setBody(new StickyAdded("$e", "@u:s", "m.room.message", 5L, 9L, bytes("{\"a\":1}")))
            .build();
    byte[] value = new AvroCodec<>(registry, Delivery.class).encode(delivery);

    assertThat(reader.json(value))
        .hasToString(
            "{\"room_id\":\"!r:s\",\"decided_ts\":5,\"position\":{\"partition\":1,\"offset\":2,"
                + "\"index\":0},\"burst\":null,\"is\":\"StickyAdded\",\"body\":{\"event_id\":\"$e\","
                + "\"sender\":\"@u:s\",\"type\":\"m.room.message\",\"start_ts\":5,\"end_ts\":9,"
                + "\"event\":{\"a\":1}}}");
  }

  @Test
  @DisplayName("says when it cannot be read")
  void unreadable() {
    assertThat(reader.json(new byte[] {0, 0, 0, 0, 9, 1}))
        .hasToString("{\"unreadable\":\"schema id 9: unknown\"}");
  }

  @Test
  @DisplayName("is null for a tombstone, and its text for anything else")
  void others() {
    assertThat(reader.json(null).isNull()).isTrue();
    assertThat(reader.json("no json".getBytes(StandardCharsets.UTF_8))).hasToString("\"no json\"");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
