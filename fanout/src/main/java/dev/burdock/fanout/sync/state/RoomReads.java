package dev.burdock.fanout.sync.state;

import dev.burdock.fanout.sync.domain.Mark;
import dev.burdock.fanout.sync.domain.MarkedMembership;
import dev.burdock.fanout.sync.domain.StickyItem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What the owners of rooms and users tell when asked. Failures complete the stage exceptionally.
 */
public interface RoomReads {

  /**
   * The unexpired sticky events of a room.
   *
   * @param atLeast what the answer must include at least; later ones may be missing or not
   */
  CompletionStage<List<StickyItem>> room(String roomId, Mark atLeast);

  /** The memberships of a user by room; it may lag behind. */
  CompletionStage<Map<String, MarkedMembership>> rooms(String userId);
}
