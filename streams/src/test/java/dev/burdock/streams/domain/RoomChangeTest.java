package dev.burdock.streams.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.schemas.delivery.BurstEnd;
import dev.burdock.schemas.event.RoomEvent;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoomChangeTest {
  @Test
  @DisplayName("every body that the schema of room-events allows is a change that has its judge")
  void everyBranchOfTheUnionIsAChange() {
    List<RoomChange> changes =
        RoomEvent.getClassSchema().getField("body").schema().getTypes().stream()
            .map(RoomChangeTest::body)
            .map(RoomChange::of)
            .toList();

    assertThat(changes).containsExactlyInAnyOrder(RoomChange.values());
  }

  @Test
  @DisplayName("what is no body of room-events is refused, not passed over")
  void anotherRecordIsNoChange() {
    assertThatThrownBy(() -> RoomChange.of(new BurstEnd()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(BurstEnd.class.getName());
  }

  private static Object body(Schema branch) {
    try {
      return Class.forName(branch.getFullName()).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no class for " + branch.getFullName(), e);
    }
  }
}
