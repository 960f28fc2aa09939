package dev.burdock.fanout.sync.http;

import static dev.burdock.fanout.sync.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.PageKey;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.matrix.sticky.StickyNames;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StickyJsonTest {
  private static final String EVENT =
      "{\"type\":\"m.test\",\"unsigned\":{\"msc4354_sticky_duration_ttl_ms\":99,\"x\":1}}";

  @Test
  @DisplayName("R17 the time left is that of the moment of writing")
  void theTimeLeftIsComputedWhenWritten() {
    String event =
        new String(
            new StickyJson(StickyNames.UNSTABLE).event(item(EVENT), NOW + 4_000).orElseThrow(),
            StandardCharsets.UTF_8);

    JsonObject unsigned = new JsonObject(event).getJsonObject("unsigned");
    assertThat(unsigned.getLong("msc4354_sticky_duration_ttl_ms")).isEqualTo(6_000);
    assertThat(unsigned.getLong("age")).isEqualTo(4_000);
    assertThat(unsigned.getInteger("x")).isEqualTo(1);
  }

  @Test
  @DisplayName("R17 stable names replace the unstable ones that came")
  void stableNamesAreWrittenWhenAskedFor() {
    String event =
        new String(
            new StickyJson(StickyNames.STABLE).event(item(EVENT), NOW).orElseThrow(),
            StandardCharsets.UTF_8);

    JsonObject unsigned = new JsonObject(event).getJsonObject("unsigned");
    assertThat(unsigned.getLong("sticky_duration_remaining_ms")).isEqualTo(10_000);
    assertThat(unsigned.containsKey("msc4354_sticky_duration_ttl_ms")).isFalse();
  }

  @Test
  @DisplayName("R17 R03 an event that ends before it is written is left out, never 0")
  void anEventThatEndedMeanwhileIsLeftOut() {
    StickyJson json = new StickyJson(StickyNames.UNSTABLE);
    StickyItem item = item(EVENT);

    assertThat(json.section(List.of(item, item), NOW + 10_000).toString())
        .isEqualTo("{\"events\":[]}");
    assertThat(json.section(List.of(item), NOW + 9_999).toString()).contains("_ttl_ms\":1,");
  }

  @Test
  @DisplayName("R10 what the feed wrote beside an event is in no section; the user's membership is")
  void anEventInASectionLooksAsTheHomeserverWritesIt() {
    StickyItem fed =
        item(
            "{\"type\":\"m.test\",\"room_id\":\"!a\",\"user_id\":\"@bob:example.org\",\"age\":7,"
                + "\"unsigned\":{\"age\":7}}");
    StickyJson json = new StickyJson(StickyNames.UNSTABLE);

    JsonObject event =
        new JsonObject(
            new String(json.inSection(fed, true, NOW).orElseThrow(), StandardCharsets.UTF_8));

    assertThat(event.fieldNames()).containsExactlyInAnyOrder("type", "unsigned");
    assertThat(event.getJsonObject("unsigned").getString("membership")).isEqualTo("join");
    assertThat(event.getJsonObject("unsigned").getLong("age")).isZero();
  }

  @Test
  @DisplayName("R17 of a name that stands twice, or an unsigned of another type, good JSON is made")
  void oddEvents() {
    StickyJson json = new StickyJson(StickyNames.UNSTABLE);
    for (String odd :
        List.of(
            "{\"unsigned\":7,\"type\":\"m.test\"}",
            " { \"type\" : \"m.test\" } ",
            "{\"unsigned\":{\"age\":1},\"type\":\"m.test\",\"unsigned\":{\"age\":2,\"y\":{}}}",
            "{\"type\":\"m.test\",\"unsigned\":{}}")) {
      JsonObject event =
          new JsonObject(
              new String(json.event(item(odd), NOW + 1).orElseThrow(), StandardCharsets.UTF_8));

      assertThat(event.fieldNames()).containsExactlyInAnyOrder("type", "room_id", "unsigned");
      assertThat(event.getString("room_id")).isEqualTo("!a");
      assertThat(event.getJsonObject("unsigned").getLong("age")).isEqualTo(1);
    }
  }

  @Test
  void anEventThatIsNoJsonObjectHarmsNoOther() {
    StickyJson json = new StickyJson(StickyNames.UNSTABLE);

    JsonObject section =
        new JsonObject(json.section(List.of(item("nonsense"), item(EVENT)), NOW).toString());

    assertThat(section.getJsonArray("events")).hasSize(1);
  }

  private static StickyItem item(String event) {
    return new StickyItem(
        "!a",
        PageKey.of(NOW, 0, "!a", "", new Mark(1, 0)),
        "",
        "$e",
        "@bob:example.org",
        NOW,
        NOW + 10_000,
        event.getBytes(StandardCharsets.UTF_8));
  }
}
