package dev.burdock.streams.processor;

/**
 * The catalogue of the topology's names. They are public API: the internal topics and the state on
 * disk are called by them.
 */
public final class Names {
  public static final String STICKY_STORE = "sticky";
  public static final String HELD_STORE = "held";
  public static final String EVENTS_STORE = "events";
  public static final String MEMBERS_STORE = "members";
  public static final String SERVERS_STORE = "servers";
  public static final String AUTH_STORE = "auth";
  public static final String TIMERS_STORE = "timers";
  public static final String MAP_STORE = "sticky-keys";
  public static final String DEFERRED_STORE = "deferred";
  public static final String LIMITS_STORE = "inbound-limits";
  public static final String USER_ROOMS_STORE = "rooms-of-user";

  public static final String ROOM_EVENTS_SOURCE = "room-events-source";
  public static final String ROOM_PROCESSOR = "room-processor";
  public static final String CATCH_UP_SOURCE = "catch-up-source";
  public static final String CATCH_UP_PROCESSOR = "catch-up-processor";
  public static final String RELEASES_SINK = "releases-sink";
  public static final String DELIVERIES_SINK = "deliveries-sink";
  public static final String OUTBOUND_SINK = "outbound-sink";
  public static final String USER_ROOMS_SINK = "user-rooms-sink";
  public static final String STICKY_MAP_SINK = "sticky-map-sink";
  public static final String USER_ROOMS_SOURCE = "user-rooms-source";
  public static final String USER_PROCESSOR = "user-processor";

  private Names() {}

  /** The application id of an installation, which its internal topics begin with. */
  public static String applicationId(String topicPrefix) {
    return topicPrefix + "streams";
  }
}
