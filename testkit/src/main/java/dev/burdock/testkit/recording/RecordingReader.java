package dev.burdock.testkit.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.matrix.event.RoomVersion;
import dev.burdock.matrix.id.ServerName;
import dev.burdock.matrix.json.CanonicalJson;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.matrix.sign.UnpaddedBase64;
import dev.burdock.testkit.recording.Recording.RecordedRoom;
import dev.burdock.testkit.recording.Recording.RecordedTransaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the recording, line by line. */
public final class RecordingReader {
  private static final String RESOURCE = "/recording/conversation.jsonl";
  private static final int FORMAT = 1;

  private final Map<String, String> renamed;
  private final List<RecordedRoom> rooms = new ArrayList<>();
  private final Map<String, ObjectNode> pdus = new HashMap<>();
  private final List<RecordedTransaction> transactions = new ArrayList<>();
  private ObjectNode header;

  private RecordingReader(Map<String, String> renamed) {
    this.renamed = renamed;
  }

  /**
   * Reads the committed recording.
   *
   * @param renamed server names to replace wherever they stand
   * @throws IOException when it is missing or has another format
   */
  public static Recording read(Map<String, String> renamed) throws IOException {
    RecordingReader reader = new RecordingReader(renamed);
    try (InputStream in = RecordingReader.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(RESOURCE + ": no recording there");
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.take(line);
      }
    }
    return reader.recording();
  }

  private void take(String line) throws IOException {
    String text = line;
    for (Map.Entry<String, String> name : renamed.entrySet()) {
      text = text.replace(name.getKey(), name.getValue());
    }
    ObjectNode json = CanonicalJson.parse(text.getBytes(StandardCharsets.UTF_8));
    switch (json.path("kind").asText()) {
      case "header" -> header = header(json);
      case "room" -> rooms.add(room(json));
      case "pdu" -> pdus.put(json.path("event_id").asText(), (ObjectNode) json.get("pdu"));
      case "transaction" ->
          transactions.add(
              new RecordedTransaction(
                  json.path("at_ms").asLong(), objects(json.path("body").path("events"))));
      default -> throw new IOException(RESOURCE + ": unknown kind of line");
    }
  }

  private static ObjectNode header(ObjectNode json) throws IOException {
    if (json.path("format").asInt() != FORMAT) {
      throw new IOException(RESOURCE + ": format " + json.path("format") + " is not known");
    }
    return json;
  }

  private static RecordedRoom room(ObjectNode json) {
    return new RecordedRoom(
        json.path("room_id").asText(),
        RoomVersion.of(json.path("room_version").asText()),
        json.path("title").asText(),
        json.path("creator").asText(),
        objects(json.path("members_at_start")));
  }

  private Recording recording() throws IOException {
    if (header == null || transactions.isEmpty()) {
      throw new IOException(RESOURCE + ": nothing recorded");
    }
    JsonNode key = header.path("signing_key");
    List<ServerName> remotes = new ArrayList<>();
    header.path("remote_servers").forEach(name -> remotes.add(ServerName.parse(name.asText())));
    return new Recording(
        ServerName.parse(header.path("server_name").asText()),
        SigningKey.fromSeed(
            key.path("key_id").asText().split(":", 2)[1],
            UnpaddedBase64.decode(key.path("seed").asText())),
        header.path("recorded_at_ms").asLong(),
        List.copyOf(remotes),
        List.copyOf(rooms),
        Map.copyOf(pdus),
        List.copyOf(transactions));
  }

  private static List<ObjectNode> objects(JsonNode array) {
    List<ObjectNode> objects = new ArrayList<>();
    array.forEach(element -> objects.add((ObjectNode) element));
    return List.copyOf(objects);
  }
}
