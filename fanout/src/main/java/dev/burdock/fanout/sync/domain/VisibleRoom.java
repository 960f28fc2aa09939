package dev.burdock.fanout.sync.domain;

import java.util.List;

/**
 * A room as one user may see it.
 *
 * @param membership the user's
 * @param items unexpired events of the room, in any order; what the user may not see is left out
 *     when paging
 */
public record VisibleRoom(MarkedMembership membership, List<StickyItem> items) {}
