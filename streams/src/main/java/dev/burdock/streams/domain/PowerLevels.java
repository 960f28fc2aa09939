package dev.burdock.streams.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.burdock.streams.kept.AuthState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may do what in a room, by the defaults of the Matrix specification when the room does not
 * say. Numbers written as texts count, as old room versions allow; anything else is as good as
 * absent.
 */
public final class PowerLevels {
  static final String POWER_LEVELS = "m.room.power_levels";
  static final String CREATE = "m.room.create";
  private static final long CREATOR_LEVEL = 100;
  private static final long MODERATOR_LEVEL = 50;
  private static final int FIRST_VERSION_WITHOUT_NAMED_CREATORS = 11;
  private static final int FIRST_VERSION_OF_INFINITE_CREATORS = 12;

  private final JsonNode levels;
  private final Set<String> creators;
  private final boolean infinite;

  private PowerLevels(JsonNode levels, Set<String> creators, boolean infinite) {
    this.levels = levels;
    this.creators = creators;
    this.infinite = infinite;
  }

  /**
   * The levels of a room by its m.room.power_levels and m.room.create, as far as they are known.
   */
  public static PowerLevels of(Optional<AuthState> powerLevels, Optional<AuthState> create) {
    JsonNode levels = powerLevels.map(PowerLevels::content).orElse(MissingNode.getInstance());
    JsonNode creation = create.map(PowerLevels::content).orElse(MissingNode.getInstance());
    int version = version(creation.path("room_version").asText("1"));
    boolean infinite = version >= FIRST_VERSION_OF_INFINITE_CREATORS;
    Set<String> creators = new HashSet<>();
    if (version < FIRST_VERSION_WITHOUT_NAMED_CREATORS && creation.path("creator").isTextual()) {
      creators.add(creation.path("creator").textValue());
    } else {
      create.map(AuthState::getSender).ifPresent(creators::add);
    }
    if (infinite) {
      creation.path("additional_creators").forEach(user -> creators.add(user.asText()));
    }
    return new PowerLevels(levels, creators, infinite);
  }

  /** Whether a user may redact the events of others. */
  public boolean mayRedactOthers(String user) {
    return of(user) >= number(levels.path("redact"), MODERATOR_LEVEL);
  }

  /** Whether a user may send events of this type. */
  public boolean maySend(String user, String type, boolean state) {
    long usual =
        state
            ? number(levels.path("state_default"), levels.isObject() ? MODERATOR_LEVEL : 0)
            : number(levels.path("events_default"), 0);
    return of(user) >= number(levels.path("events").path(type), usual);
  }

  private long of(String user) {
    if (creators.contains(user)) {
      if (infinite) {
        return Long.MAX_VALUE;
      }
      if (!levels.isObject()) {
        return CREATOR_LEVEL;
      }
    }
    return number(levels.path("users").path(user), number(levels.path("users_default"), 0));
  }

  private static long number(JsonNode node, long otherwise) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    if (node.isTextual()) {
      try {
        return Long.parseLong(node.textValue().strip());
      } catch (NumberFormatException e) {
        return otherwise;
      }
    }
    return otherwise;
  }

  /** Room versions with names of their own behave as the oldest one here. */
  private static int version(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static JsonNode content(AuthState state) {
    return Json.object(state.getContent());
  }
}
