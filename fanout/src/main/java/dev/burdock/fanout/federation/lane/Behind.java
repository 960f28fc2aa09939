package dev.burdock.fanout.federation.lane;

import dev.burdock.fanout.federation.domain.Memo;
import dev.burdock.fanout.federation.domain.PushedEvent;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What waits is kept nowhere: it is asked for through catch-up when the destination is back. Which
 * pushes these are is known, but for what was in a retry topic that is gone.
 */
final class Behind implements Backlog {
  final Ledger ledger = new Ledger();

  /** More waits than is known: all that catch-up brings is taken. Remembered as a cursor of 0. */
  boolean unknown;

  /** What waits is read again in topic outbound, after a takeover. */
  boolean recalling;

  /** Answers, and waits for its turn to ask. */
  boolean inLine;

  /** Not before the receipt or the push of the oldest that waits, ms. */
  long sinceTs;

  /** When the last that waits ends, ms. */
  long untilTs;

  /** Offset of the oldest push that waits; {@link Long#MAX_VALUE} for none. */
  private long offset = Long.MAX_VALUE;

  /** What {@link Memory} is known to hold. */
  private long writtenSinceTs = Long.MAX_VALUE;

  private long writtenUntilTs;
  private long writtenOffset = Long.MAX_VALUE;

  /** When catch-up was asked for, ms; 0 while it is not. */
  long askedTs;

  private long lastAskedTs;

  /** The partitions of rooms that have pushed all that was asked for. */
  final BitSet ended = new BitSet();

  /** Offset of the record that ended the last answer; -1 before. */
  long endOffset = -1;

  /** More came than the queue takes: asked for again in a further round. */
  boolean overflowed;

  /** When the ledger was last looked through for what ended, ms. */
  long sweptTs;

  /** Came in this round and found no room. */
  private final Set<String> leftOver = new HashSet<>();

  /** Were delivered while it is not known what waits. */
  private final Set<String> had = new HashSet<>();

  /** The newest push that was there when the round began. */
  private long askedOffset;

  private Behind(long sinceTs, long untilTs, boolean unknown) {
    this.sinceTs = sinceTs;
    this.untilTs = untilTs;
    this.unknown = unknown;
  }

  /** Nothing is missing yet. */
  static Behind nothing() {
    return new Behind(Long.MAX_VALUE, 0, false);
  }

  /** Anything may be missing that is unexpired. */
  static Behind anything(long untilTs) {
    return new Behind(0, untilTs, true);
  }

  /** As another worker left it. */
  static Behind remembered(Memo memo) {
    boolean unknown = memo.behindSinceTs() == 0 || memo.behindOffset() < 0;
    Behind behind = new Behind(unknown ? 0 : memo.behindSinceTs(), memo.behindUntilTs(), unknown);
    behind.recalling = memo.behindOffset() >= 0;
    behind.offset = behind.recalling ? memo.behindOffset() : Long.MAX_VALUE;
    behind.written(memo);
    return behind;
  }

  @Override
  public boolean waits() {
    return true;
  }

  /** Adds a push that waits; gives an earlier one of the same event that it replaces. */
  Optional<PushedEvent> add(PushedEvent push) {
    sinceTs = Math.min(sinceTs, oldest(push));
    untilTs = Math.max(untilTs, push.endTs());
    if (push.offset() >= 0) {
      offset = Math.min(offset, push.offset());
    }
    return ledger.add(push);
  }

  /** A destination took these. */
  void delivered(List<String> eventIds) {
    if (unknown) {
      had.addAll(eventIds);
    }
  }

  /** Whether nothing is missing. */
  boolean isNothing(long nowTs) {
    return !recalling && ledger.isEmpty() && (!unknown || untilTs <= nowTs);
  }

  /** Whether what is remembered covers all that is missing. */
  boolean durable() {
    return writtenSinceTs <= sinceTs && writtenUntilTs >= untilTs && writtenOffset <= offset;
  }

  /** A memo is durable. */
  void written(Memo memo) {
    writtenSinceTs = memo.behindSinceTs();
    writtenUntilTs = memo.behindUntilTs();
    writtenOffset = memo.behindOffset() < 0 ? Long.MAX_VALUE : memo.behindOffset();
  }

  /** The offset to remember; -1 when nothing is known to wait. */
  long offset() {
    return offset == Long.MAX_VALUE ? -1 : offset;
  }

  /**
   * Begins a round of catch-up.
   *
   * @return pushes of events that were pushed again since
   */
  List<PushedEvent> ask(long nowTs) {
    inLine = false;
    lastAskedTs = Math.max(nowTs, lastAskedTs + 1);
    askedTs = lastAskedTs;
    ended.clear();
    overflowed = false;
    leftOver.clear();
    List<PushedEvent> superseded = ledger.open();
    lookThrough();
    return superseded;
  }

  /** Finds out anew what the oldest is, when all that waits is in the ledger. */
  void lookThrough() {
    askedOffset = -1;
    if (!recalling) {
      sinceTs = unknown ? 0 : Long.MAX_VALUE;
      offset = Long.MAX_VALUE;
    }
    for (PushedEvent push : ledger.all()) {
      sinceTs = Math.min(sinceTs, oldest(push));
      offset = push.offset() < 0 ? offset : Math.min(offset, push.offset());
      askedOffset = Math.max(askedOffset, push.offset());
    }
  }

  /** Breaks the round off. */
  void breakOff() {
    inLine = false;
    askedTs = 0;
    ended.clear();
    ledger.close();
  }

  /** Whether something that came in the round is wanted. */
  boolean wants(String eventId) {
    return ledger.has(eventId) || (unknown && !had.contains(eventId));
  }

  /** No room was left for something that came. */
  void leave(String eventId) {
    overflowed = true;
    leftOver.add(eventId);
  }

  /** Whether a push was asked for, and the topology has it no more: it ended, or left the room. */
  boolean isOver(PushedEvent push) {
    return push.offset() <= askedOffset && !leftOver.contains(push.eventId());
  }

  private static long oldest(PushedEvent push) {
    return Math.min(push.receivedTs(), push.queuedTs());
  }
}
