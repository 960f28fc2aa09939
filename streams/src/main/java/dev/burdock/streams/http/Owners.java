package dev.burdock.streams.http;

import java.util.List;

/**
 * The nodes that hold a copy of what is asked for.
 *
 * @param nodes the active one first; empty while nobody knows
 */
record Owners(List<Node> nodes) {
  /**
   * A node of the role.
   *
   * @param self whether it is this one
   */
  record Node(String host, int port, boolean self) {}
}
