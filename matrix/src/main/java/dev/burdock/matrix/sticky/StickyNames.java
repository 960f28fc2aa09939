package dev.burdock.matrix.sticky;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * The names of MSC4354 on the wire, before and after the proposal is accepted; both are read, one
 * is written.
 */
public enum StickyNames {
  /** The names with a vendor prefix, written by default. */
  UNSTABLE(
      "org.matrix.msc4354.sticky_duration_ms",
      "msc4354_sticky",
      "msc4354_sticky_duration_ttl_ms",
      "org.matrix.msc4354.sticky_events",
      "msc4354_sticky_key"),
  /** The names of the proposal itself, written when the operator says so. */
  STABLE(
      "sticky_duration_ms",
      "sticky",
      "sticky_duration_remaining_ms",
      "sticky_events",
      "sticky_key");

  /** Member of the sticky object that has the duration in ms. */
  public static final String DURATION_MS = "duration_ms";

  /**
   * Member of {@code unstable_features} in {@code /versions} that announces the feature as true.
   */
  public static final String UNSTABLE_FEATURE = "org.matrix.msc4354";

  private final String queryParameter;
  private final String eventKey;
  private final String timeLeft;
  private final String slidingExtension;
  private final String mapKey;

  StickyNames(
      String queryParameter,
      String eventKey,
      String timeLeft,
      String slidingExtension,
      String mapKey) {
    this.queryParameter = queryParameter;
    this.eventKey = eventKey;
    this.timeLeft = timeLeft;
    this.slidingExtension = slidingExtension;
    this.mapKey = mapKey;
  }

  /** The query parameter of a send that has the duration in ms. */
  public String queryParameter() {
    return queryParameter;
  }

  /** The top-level member of an event, an object with {@code duration_ms}. */
  public String eventKey() {
    return eventKey;
  }

  /** The section of a joined room in {@code /sync}, an object with {@code events}. */
  public String syncSection() {
    return eventKey;
  }

  /** The member of {@code unsigned} that has the time left in ms (R17). */
  public String timeLeft() {
    return timeLeft;
  }

  /** The sliding-sync extension (R18). */
  public String slidingExtension() {
    return slidingExtension;
  }

  /** The member of {@code content} that has the key of the map of R29. */
  public String mapKey() {
    return mapKey;
  }

  /** The other set of names. */
  public StickyNames other() {
    return this == UNSTABLE ? STABLE : UNSTABLE;
  }

  /**
   * The map key of R29 under either name, these names first; a missing node if there is no such
   * string.
   */
  public JsonNode mapKeyOf(JsonNode content) {
    JsonNode own = content.path(mapKey);
    JsonNode found = own.isTextual() ? own : content.path(other().mapKey);
    return found.isTextual() ? found : MissingNode.getInstance();
  }
}
