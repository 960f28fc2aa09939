package dev.burdock.matrix.sticky;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.matrix.Vectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The names of MSC4354")
class StickyNamesTest {
  @Test
  @DisplayName("carry a prefix while the proposal is unstable")
  void unstable() {
    StickyNames names = StickyNames.UNSTABLE;

    assertThat(names.queryParameter()).isEqualTo("org.matrix.msc4354.sticky_duration_ms");
    assertThat(names.eventKey()).isEqualTo("msc4354_sticky");
    assertThat(names.syncSection()).isEqualTo("msc4354_sticky");
    assertThat(names.timeLeft()).isEqualTo("msc4354_sticky_duration_ttl_ms");
    assertThat(names.slidingExtension()).isEqualTo("org.matrix.msc4354.sticky_events");
    assertThat(names.mapKey()).isEqualTo("msc4354_sticky_key");
    assertThat(StickyNames.UNSTABLE_FEATURE).isEqualTo("org.matrix.msc4354");
  }

  @Test
  @DisplayName("are plain once it is stable")
  void stable() {
    StickyNames names = StickyNames.STABLE;

    assertThat(names.queryParameter()).isEqualTo("sticky_duration_ms");
    assertThat(names.eventKey()).isEqualTo("sticky");
    assertThat(names.syncSection()).isEqualTo("sticky");
    assertThat(names.timeLeft()).isEqualTo("sticky_duration_remaining_ms");
    assertThat(names.slidingExtension()).isEqualTo("sticky_events");
    assertThat(names.mapKey()).isEqualTo("sticky_key");
  }

  @Test
  @DisplayName("R29 find the map key under either name if it is a string")
  void mapKey() {
    assertThat(key("{\"msc4354_sticky_key\":\"a\",\"sticky_key\":\"b\"}")).isEqualTo("a");
    assertThat(key("{\"msc4354_sticky_key\":1,\"sticky_key\":\"b\"}")).isEqualTo("b");
    assertThat(key("{\"sticky_key\":\"\"}")).isEmpty();
    assertThat(key("{\"sticky_key\":1}")).isNull();
    assertThat(key("[]")).isNull();
  }

  private static String key(String content) {
    return StickyNames.UNSTABLE.mapKeyOf(Vectors.tree(content)).textValue();
  }
}
