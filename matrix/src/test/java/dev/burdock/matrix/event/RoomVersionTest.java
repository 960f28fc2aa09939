package dev.burdock.matrix.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Room versions")
class RoomVersionTest {
  @ParameterizedTest
  @EnumSource
  @DisplayName("are found by their id")
  void found(RoomVersion version) {
    assertThat(RoomVersion.of(version.id())).isSameAs(version);
    assertThat(version.name()).isEqualTo("V" + version.id());
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"0", "13", "01", "V1", "org.matrix.hydra.11"})
  @DisplayName("that are unknown are refused")
  void unknown(String id) {
    assertThatThrownBy(() -> RoomVersion.of(id))
        .isInstanceOfSatisfying(
            UnsupportedRoomVersionException.class,
            e -> assertThat(e.errcode()).isEqualTo("M_UNSUPPORTED_ROOM_VERSION"));
  }
}
