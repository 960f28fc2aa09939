package dev.burdock.fanout.sync.domain;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Sync tokens as texts: a version, then base64url of the stream's id, the marks, what the
 * homeserver told, the rooms that are owed and the cut, whole numbers as varints. See {@code
 * docs/adr/0055-sync-tokens.md}.
 */
public final class TokenCodec {
  private static final String VERSION = "b3";
  private static final int MAX_PARTITIONS = 10_000;
  private static final int MAX_CHARS = 1 << 18;

  private TokenCodec() {}

  /** The token as a text of letters, digits, {@code -} and {@code _}. */
  public static String encode(SyncToken token) {
    VarintWriter out = new VarintWriter();
    out.fixed(token.stream().getMostSignificantBits());
    out.fixed(token.stream().getLeastSignificantBits());
    write(out, token.base());
    write(out, token.told());
    write(out, token.owed());
    token.cut().ifPresent(cut -> write(out, cut));
    return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(out.bytes());
  }

  /** The token that a text holds; empty for any other text, older versions included. */
  public static Optional<SyncToken> decode(String text) {
    if (!text.startsWith(VERSION) || text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(2)));
      UUID stream = new UUID(in.getLong(), in.getLong());
      Marks base = readMarks(in);
      Told told = readTold(in);
      OwedRooms owed = readOwed(in);
      Optional<SyncToken.Cut> cut = in.hasRemaining() ? Optional.of(readCut(in)) : Optional.empty();
      return in.hasRemaining()
          ? Optional.empty()
          : Optional.of(new SyncToken(stream, base, cut, told, owed));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  /** Neighbours of one room and one end say both once. */
  private static void write(VarintWriter out, Told told) {
    List<Told.Entry> entries = told.entries();
    int start = 0;
    while (start < entries.size()) {
      Told.Entry first = entries.get(start);
      int end = start + 1;
      while (end < entries.size() && first.isLike(entries.get(end))) {
        end++;
      }
      out.varint(end - start);
      out.varint(Integer.toUnsignedLong(first.room()));
      out.varint(first.untilS());
      entries.subList(start, end).forEach(entry -> out.fixed(entry.fingerprint()));
      start = end;
    }
    out.varint(0);
  }

  private static Told readTold(ByteBuffer in) {
    List<Told.Entry> entries = new ArrayList<>();
    long size = bounded(VarintWriter.read(in), Told.MAX);
    while (size > 0) {
      int room = (int) bounded(VarintWriter.read(in), 0xFFFF_FFFFL);
      long untilS = bounded(VarintWriter.read(in), Long.MAX_VALUE);
      for (long entry = 0; entry < size; entry++) {
        entries.add(new Told.Entry(in.getLong(), room, untilS));
      }
      size = bounded(VarintWriter.read(in), Told.MAX - entries.size());
    }
    return new Told(entries);
  }

  private static void write(VarintWriter out, OwedRooms owed) {
    write(out, owed.away());
    write(out, owed.due());
    write(out, owed.later());
  }

  private static void write(VarintWriter out, Set<Long> rooms) {
    out.varint(rooms.size());
    rooms.stream().sorted().forEach(out::fixed);
  }

  private static OwedRooms readOwed(ByteBuffer in) {
    return new OwedRooms(readRooms(in), readRooms(in), readRooms(in));
  }

  private static Set<Long> readRooms(ByteBuffer in) {
    int size = (int) bounded(VarintWriter.read(in), OwedRooms.MAX);
    Set<Long> rooms = new HashSet<>();
    for (int room = 0; room < size; room++) {
      rooms.add(in.getLong());
    }
    return rooms;
  }

  private static void write(VarintWriter out, SyncToken.Cut cut) {
    write(out, cut.bound());
    PageKey cursor = cut.cursor();
    out.fixed(cursor.decidedTs());
    out.varint(cursor.partition());
    out.varint(Integer.toUnsignedLong(cursor.groupHash()));
    write(out, cursor.mark());
  }

  private static SyncToken.Cut readCut(ByteBuffer in) {
    Marks bound = readMarks(in);
    long decidedTs = in.getLong();
    int partition = Math.toIntExact(bounded(VarintWriter.read(in), MAX_PARTITIONS));
    int groupHash = (int) bounded(VarintWriter.read(in), 0xFFFF_FFFFL);
    return new SyncToken.Cut(bound, new PageKey(decidedTs, partition, groupHash, readMark(in)));
  }

  private static void write(VarintWriter out, Marks marks) {
    out.varint(marks.size());
    for (int partition = 0; partition < marks.size(); partition++) {
      write(out, marks.get(partition));
    }
  }

  private static Marks readMarks(ByteBuffer in) {
    int size = (int) bounded(VarintWriter.read(in), MAX_PARTITIONS);
    List<Mark> marks = new ArrayList<>(size);
    for (int partition = 0; partition < size; partition++) {
      marks.add(readMark(in));
    }
    return Marks.of(marks);
  }

  /** The lowest bit says whether an index follows; most marks have none. */
  private static void write(VarintWriter out, Mark mark) {
    boolean indexed = mark.index() > 0;
    out.varint(((mark.offset() + 1) << 1) | (indexed ? 1 : 0));
    if (indexed) {
      out.varint(mark.index());
    }
  }

  private static Mark readMark(ByteBuffer in) {
    long head = VarintWriter.read(in);
    long index = (head & 1) == 0 ? 0 : bounded(VarintWriter.read(in), Integer.MAX_VALUE);
    return new Mark((head >>> 1) - 1, (int) index);
  }

  private static long bounded(long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("number: " + value + " (expected: 0 to " + max + ")");
    }
    return value;
  }
}
