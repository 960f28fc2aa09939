package dev.burdock.testkit.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.sign.SigningKey;
import java.util.List;
import java.util.Map;

/**
 * What a real homeserver sent to an application service during one conversation ({@code
 * testkit/recording/README.md}).
 *
 * @param server the homeserver
 * @param key its signing key, made for the recording
 * @param recordedAtMs when it began
 * @param remoteServers the other servers of the conversation
 * @param pdus PDUs of the homeserver's own events, by event id
 */
public record Recording(
    ServerName server,
    SigningKey key,
    long recordedAtMs,
    List<ServerName> remoteServers,
    List<RecordedRoom> rooms,
    Map<String, ObjectNode> pdus,
    List<RecordedTransaction> transactions) {

  /**
   * A room of the conversation.
   *
   * @param membersAtStart {@code m.room.member} events; none for a room that was created later
   */
  public record RecordedRoom(
      String id,
      RoomVersion version,
      String title,
      String creator,
      List<ObjectNode> membersAtStart) {}

  /**
   * A transaction.
   *
   * @param atMs when it came, from the beginning
   * @param events in client format
   */
  public record RecordedTransaction(long atMs, List<ObjectNode> events) {}

  public int eventCount() {
    return transactions.stream().mapToInt(transaction -> transaction.events().size()).sum();
  }

  /** From the beginning to the last transaction. */
  public long lengthMs() {
    return transactions.get(transactions.size() - 1).atMs();
  }
}
