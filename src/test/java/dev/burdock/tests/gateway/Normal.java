package dev.burdock.tests.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces in answers what no two sessions share: ids by their order, times and tokens. */
final class Normal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern IDS =
      Pattern.compile("[$!][A-Za-z0-9_-]{43}|![A-Za-z]{18}:[0-9.:]+");

  /** Numbers that are times, or counters of all that the server does. */
  private static final Set<String> TIMES =
      Set.of("origin_server_ts", "age", "ts", "bump_stamp", "last_seen_ts", "creation_ts");

  /** Texts that the server chooses. */
  private static final Set<String> TOKENS =
      Set.of(
          "next_batch",
          "prev_batch",
          "start",
          "end",
          "pos",
          "access_token",
          "device_id",
          "filter_id");

  /** The sections that are sticky, hence Burdock's own. */
  private static final Set<String> STICKY =
      Set.of("msc4354_sticky", "org.matrix.msc4354.sticky_events");

  /** Lists that have no order: of state events, and of users. */
  private static final Set<String> UNORDERED =
      Set.of("state", "required_state", "changed", "left", "state.events");

  private final Map<String, String> names = new HashMap<>();
  private int next;

  /** Takes a text that differs between sessions for {@code name}. */
  void call(String text, String name) {
    names.put(text, name);
  }

  String text(String text) {
    String replaced = text;
    List<Map.Entry<String, String>> longestFirst = new ArrayList<>(names.entrySet());
    longestFirst.sort(Comparator.comparing(name -> -name.getKey().length()));
    for (Map.Entry<String, String> name : longestFirst) {
      replaced = replaced.replace(name.getKey(), name.getValue());
    }
    Matcher ids = IDS.matcher(replaced);
    return ids.replaceAll(
        id -> Matcher.quoteReplacement(names.computeIfAbsent(id.group(), this::numbered)));
  }

  JsonNode body(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      return node("", JSON.readTree(bytes));
    } catch (IOException e) {
      return new TextNode(text(text));
    }
  }

  private String numbered(String id) {
    return "<" + id.charAt(0) + ++next + ">";
  }

  private JsonNode node(String key, JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JSON.createObjectNode();
      object.properties().forEach(field -> put(copy, key, field.getKey(), field.getValue()));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      List<JsonNode> elements = new ArrayList<>();
      array.forEach(elements::add);
      if (UNORDERED.contains(key)) {
        elements.sort(Comparator.comparing(this::rank));
      }
      ArrayNode copy = JSON.createArrayNode();
      elements.forEach(element -> copy.add(node("", element)));
      return copy;
    }
    return node.isTextual() ? new TextNode(text(node.textValue())) : node;
  }

  private String rank(JsonNode element) {
    return element.isObject()
        ? element.path("type").asText() + " " + text(element.path("state_key").asText())
        : text(element.asText());
  }

  private void put(ObjectNode copy, String parent, String key, JsonNode value) {
    if (STICKY.contains(key) && value.isObject()) {
      return;
    }
    if (TIMES.contains(key) && value.isNumber()) {
      copy.put(key, "<time>");
    } else if (TOKENS.contains(key) && value.isTextual() && !value.textValue().isEmpty()) {
      copy.put(key, "<token>");
    } else {
      boolean events = parent.equals("state") && key.equals("events");
      copy.set(text(key), node(events ? "state.events" : key, value));
    }
  }
}
