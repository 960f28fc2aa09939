package dev.burdock.fanout.sync.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.json.JsonSpan;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("R12 The event_fields of a filter")
class EventFieldsTest {
  private static final String EVENT =
      "{'event_id':'$1','type':'m.t','content':{'a':{'b':1,'c':2},'x.y':3},"
          + "'msc4354_sticky':{'duration_ms':5},'unsigned':{'age':7}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'type'|{'type':'m.t'}",
        "'type','type'|{'type':'m.t'}",
        "'content.a.b','content.a.c'|{'content':{'a':{'b':1,'c':2}}}",
        "'content.a.b'|{'content':{'a':{'b':1}}}",
        "'content.a','content.a.b'|{'content':{'a':{'b':1,'c':2}}}",
        "'content.x\\\\.y'|{'content':{'x.y':3}}",
        "'content.x.y'|{}",
        "'type.more'|{}",
        "'nothing','unsigned.age'|{'unsigned':{'age':7}}"
      })
  @DisplayName("leave of an event what their paths lead to")
  void ofAnEvent(String fields, String left) {
    EventFields wanted = EventFields.of(filter(fields)).orElseThrow();

    assertThat(new String(wanted.of(json(EVENT)), StandardCharsets.UTF_8))
        .isEqualTo(left.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'event_fields':[]}", "{'event_fields':null}", "{'room':{}}"})
  @DisplayName("are none where the filter has none: events are whole")
  void none(String filter) {
    assertThat(EventFields.of(JsonSpan.of(json(filter)))).isEmpty();
  }

  @Test
  @DisplayName("are kept from the homeserver, the rest of the filter is not")
  void without() {
    assertThat(new String(EventFields.without(filter("'type'")), StandardCharsets.UTF_8))
        .isEqualTo("{\"room\": {\"x\":1.0},\"y\":2}");
  }

  private static JsonSpan filter(String fields) {
    return JsonSpan.of(json("{'room': {'x':1.0}, 'event_fields': [" + fields + "], 'y':2}"));
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
