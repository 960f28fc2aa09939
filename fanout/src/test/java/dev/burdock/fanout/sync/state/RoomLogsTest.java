package dev.burdock.fanout.sync.state;

import static dev.burdock.fanout.sync.Samples.NOW;
import static dev.burdock.fanout.sync.Samples.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.StickyItem;
import dev.burdock.schemas.delivery.Removal;
import dev.burdock.schemas.delivery.StickyRemoved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoomLogsTest {
  private final List<CompletableFuture<List<StickyItem>>> asked = new ArrayList<>();
  private final List<Mark> atLeast = new ArrayList<>();
  private final RoomHeads heads = new RoomHeads();
  private final RoomLogs logs = new RoomLogs(heads, new SlowReads(), 1 << 20);
  private final StickyItem first = item("!a", 0, 1, NOW, "");
  private final StickyItem second = item("!a", 0, 2, NOW, "");

  @Test
  void aRoomWhoseEventsWereAllSeenIsNotReadFromItsOwner() {
    add(first);
    add(second);

    assertThat(now(logs.behind("!a", Mark.NONE))).containsExactly(first, second);
    assertThat(now(logs.behind("!a", first.mark()))).containsExactly(second);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatArrivesWhileARoomIsReadIsNotLost() {
    forgetBodies();
    CompletionStage<List<StickyItem>> read = logs.behind("!a", Mark.NONE);

    add(second);
    asked.get(0).complete(List.of(first));

    assertThat(now(read)).containsExactly(first, second);
    assertThat(atLeast).containsExactly(first.mark());
  }

  @Test
  @DisplayName("R04 what is redacted while its room is read does not come back")
  void whatIsRemovedWhileARoomIsReadStaysAway() {
    forgetBodies();
    CompletionStage<List<StickyItem>> read = logs.behind("!a", Mark.NONE);

    logs.removed("!a", new StickyRemoved(first.eventId(), Removal.REDACTED));
    asked.get(0).complete(List.of(first));

    assertThat(now(read)).isEmpty();
  }

  @Test
  @DisplayName("R04 a redacted event does not come back by an owner that has not read of it")
  void whatWasRedactedStaysAway() {
    forgetBodies();
    logs.removed("!a", new StickyRemoved(first.eventId(), Removal.REDACTED));
    CompletionStage<List<StickyItem>> read = logs.behind("!a", Mark.NONE);

    asked.get(0).complete(List.of(first, second));

    assertThat(now(read)).containsExactly(second);
  }

  @Test
  void twoWhoNeedTheSameRoomShareOneRead() {
    forgetBodies();
    CompletionStage<List<StickyItem>> one = logs.behind("!a", Mark.NONE);
    CompletionStage<List<StickyItem>> other = logs.behind("!a", first.mark());

    asked.get(0).complete(List.of(first));

    assertThat(asked).hasSize(1);
    assertThat(now(one)).containsExactly(first);
    assertThat(now(other)).isEmpty();
  }

  @Test
  void aFailedReadIsTriedAgainByTheNextWhoAsks() {
    forgetBodies();
    CompletionStage<List<StickyItem>> read = logs.behind("!a", Mark.NONE);
    asked.get(0).completeExceptionally(new IllegalStateException("no answer"));
    assertThatThrownBy(() -> now(read)).hasRootCauseMessage("no answer");

    CompletionStage<List<StickyItem>> again = logs.behind("!a", Mark.NONE);
    asked.get(1).complete(List.of(first));

    assertThat(now(again)).containsExactly(first);
  }

  @Test
  void aRoomIsForgottenWhenItsLastEventHasEnded() {
    add(first);

    heads.purge(first.endTs());
    logs.purge(first.endTs());

    assertThat(heads.size()).isZero();
    assertThat(heads.hasAfter("!a", Mark.NONE, NOW)).isFalse();
  }

  /** The room has an event whose body is in memory no more. */
  private void forgetBodies() {
    heads.added(first, NOW);
  }

  private void add(StickyItem item) {
    logs.added(item, heads.added(item, NOW));
  }

  private static List<StickyItem> now(CompletionStage<List<StickyItem>> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return stage.toCompletableFuture().join();
  }

  private final class SlowReads implements RoomReads {
    @Override
    public CompletionStage<List<StickyItem>> room(String roomId, Mark least) {
      atLeast.add(least);
      asked.add(new CompletableFuture<>());
      return asked.get(asked.size() - 1);
    }

    @Override
    public CompletionStage<Map<String, MarkedMembership>> rooms(String userId) {
      throw new UnsupportedOperationException();
    }
  }
}
