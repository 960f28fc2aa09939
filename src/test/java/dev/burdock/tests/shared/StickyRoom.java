package dev.burdock.tests.shared;

import dev.burdock.tests.synapse.MatrixClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A room behind the gateway with 250 events that are sticky for an hour, behind texts; nobody sends
 * there any more.
 */
public final class StickyRoom {
  private static final String TYPE = "org.matrix.msc4143.rtc.member";
  private static final int EVENTS = 250;
  private static final int TEXTS = 12;
  private static final int MEMBERS = 6;

  private final String id;
  private final List<String> sent = new ArrayList<>();
  private final Queue<MatrixClient> members = new ConcurrentLinkedQueue<>();

  /** Is filled on the first use. */
  private static final class Filled {
    static final StickyRoom ROOM = new StickyRoom();
  }

  private StickyRoom() {
    Gateway gateway = Gateway.shared();
    MatrixClient sender = gateway.user();
    id = sender.createPublicRoom("12");
    for (int member = 0; member < MEMBERS; member++) {
      MatrixClient user = gateway.user();
      user.join(id);
      members.add(user);
    }
    for (int event = 0; event < EVENTS; event++) {
      sent.add(sender.sendSticky(id, TYPE, Map.of("number", event), Duration.ofHours(1)));
    }
    for (int text = 0; text < TEXTS; text++) {
      sender.sendText(id, "text " + text);
    }
  }

  public static StickyRoom shared() {
    return Filled.ROOM;
  }

  public String id() {
    return id;
  }

  /** Ids of its sticky events, in their order. */
  public List<String> sent() {
    return sent;
  }

  /** A user who joined before anything was sent, and has not synced yet. */
  public MatrixClient member() {
    return members.remove();
  }
}
