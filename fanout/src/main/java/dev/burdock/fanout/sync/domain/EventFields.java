package dev.burdock.fanout.sync.domain;

import dev.burdock.matrix.json.JsonEdits;
import dev.burdock.matrix.json.JsonSpan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code event_fields} of a client's filter: paths of what it wants of every event. The
 * homeserver is asked for whole events, which our own logic needs, and what the client does not
 * want is left out of the answer (R12).
 *
 * @param paths each of names from the event on, at least one
 */
public record EventFields(List<List<String>> paths) {
  private static final String NAME = "event_fields";

  public EventFields {
    paths = List.copyOf(paths);
  }

  /** Those of a filter; empty where it names none, so that events are whole. */
  public static Optional<EventFields> of(JsonSpan filter) {
    List<List<String>> paths =
        filter.get(NAME).stream()
            .flatMap(all -> all.elements().stream())
            .map(path -> names(path.text()))
            .toList();
    return paths.isEmpty() ? Optional.empty() : Optional.of(new EventFields(paths));
  }

  /** The same filter for whole events. */
  public static byte[] without(JsonSpan filter) {
    return new JsonEdits(filter).members(filter, Set.of(NAME), Map.of()).apply();
  }

  /** Of a whole event what the client wants. */
  public byte[] of(byte[] event) {
    return object(JsonSpan.of(event), paths);
  }

  private static byte[] object(JsonSpan from, List<List<String>> paths) {
    Map<String, List<List<String>>> byName = new LinkedHashMap<>();
    for (List<String> path : paths) {
      byName
          .computeIfAbsent(path.get(0), name -> new ArrayList<>())
          .add(path.subList(1, path.size()));
    }
    Map<String, byte[]> members = new LinkedHashMap<>();
    byName.forEach(
        (name, rests) ->
            from.get(name)
                .flatMap(value -> part(value, rests))
                .ifPresent(part -> members.put(name, part)));
    return JsonEdits.object(members);
  }

  /** A value, whole where a path ends there; nothing where no path leads to anything. */
  private static Optional<byte[]> part(JsonSpan value, List<List<String>> rests) {
    if (rests.stream().anyMatch(List::isEmpty)) {
      return Optional.of(value.raw().getBytes(StandardCharsets.UTF_8));
    }
    byte[] inner = object(value, rests);
    return inner.length > 2 ? Optional.of(inner) : Optional.empty();
  }

  /** The names of a path: dots part them, unless a backslash precedes. */
  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int at = 0; at < path.length(); at++) {
      char c = path.charAt(at);
      boolean escapes = c == '\\' && at + 1 < path.length() && isSpecial(path.charAt(at + 1));
      if (escapes) {
        at++;
        name.append(path.charAt(at));
      } else if (c == '.') {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(c);
      }
    }
    names.add(name.toString());
    return names;
  }

  private static boolean isSpecial(char c) {
    return c == '.' || c == '\\';
  }
}
