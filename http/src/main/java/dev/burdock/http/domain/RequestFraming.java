package dev.burdock.http.domain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where each request of an HTTP/1 connection begins and ends. Reads every byte once, beside the
 * decoder that makes requests of them, and is stricter than any: a line ends with CRLF, a body has
 * one length, a chunk has no extension and no trailer follows.
 */
public final class RequestFraming {
  private static final int MAX_CHUNK_DIGITS = 8;
  private static final int HEX = 16;

  /** The room for a longer line is given back. */
  private static final int USUAL_LINE = 1_024;

  /** What the next byte belongs to. */
  public enum Phase {
    BETWEEN,
    HEAD,
    BODY
  }

  private enum State {
    REQUEST_LINE,
    FIELD,
    COUNTED,
    CHUNK_LINE,
    CHUNK,
    CHUNK_END,
    LAST_LINE
  }

  private final int maxLine;
  private final int maxFields;
  private final TargetForm form;
  private ByteArrayOutputStream line = new ByteArrayOutputStream();
  private State state = State.REQUEST_LINE;
  private RequestHead head;
  private boolean afterCr;
  private boolean emptyLine;
  private int fieldBytes;
  private long left;
  private long begun;
  private Refusal refusal;

  /**
   * A connection without a request yet.
   *
   * @param maxLine bytes of a request line
   * @param maxFields bytes of all headers of a request
   */
  public RequestFraming(int maxLine, int maxFields) {
    this(maxLine, maxFields, TargetForm.PATH);
  }

  /** The same, with targets of another form. */
  public RequestFraming(int maxLine, int maxFields, TargetForm form) {
    this.maxLine = maxLine;
    this.maxFields = maxFields;
    this.form = form;
    this.head = new RequestHead(form);
  }

  /**
   * Reads what came.
   *
   * @return why the connection ends; nothing is read after that
   */
  public Optional<Refusal> read(ByteBuffer bytes) {
    while (bytes.hasRemaining() && refusal == null) {
      if (state == State.COUNTED || state == State.CHUNK) {
        skip(bytes);
      } else {
        lineByte(bytes.get() & 0xff);
      }
    }
    return Optional.ofNullable(refusal);
  }

  public Phase phase() {
    return switch (state) {
      case REQUEST_LINE -> line.size() == 0 && !afterCr ? Phase.BETWEEN : Phase.HEAD;
      case FIELD -> Phase.HEAD;
      default -> Phase.BODY;
    };
  }

  /** How many requests have a whole head. */
  public long begun() {
    return begun;
  }

  private void skip(ByteBuffer bytes) {
    int some = (int) Math.min(left, bytes.remaining());
    bytes.position(bytes.position() + some);
    left -= some;
    if (left == 0) {
      if (state == State.COUNTED) {
        next();
      } else {
        state = State.CHUNK_END;
      }
    }
  }

  private void lineByte(int b) {
    if (afterCr) {
      afterCr = false;
      if (b == '\n') {
        lineEnded();
      } else {
        refuse(Refusal.malformed("line: expected CRLF at its end"));
      }
    } else if (b == '\r') {
      afterCr = true;
    } else if (b == '\n') {
      refuse(Refusal.malformed("line: expected CRLF at its end"));
    } else {
      line.write(b);
      bound();
    }
  }

  private void bound() {
    switch (state) {
      case REQUEST_LINE -> {
        if (line.size() > maxLine) {
          refuse(Refusal.lineTooLong("request line: expected at most " + maxLine + " bytes"));
        }
      }
      case FIELD -> {
        if (++fieldBytes > maxFields) {
          refuse(Refusal.tooLong("headers: expected at most " + maxFields + " bytes"));
        }
      }
      case CHUNK_LINE -> {
        if (line.size() > MAX_CHUNK_DIGITS) {
          refuse(badChunk());
        }
      }
      default -> refuse(badChunk());
    }
  }

  private void lineEnded() {
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (line.size() > USUAL_LINE) {
      line = new ByteArrayOutputStream();
    } else {
      line.reset();
    }
    switch (state) {
      case REQUEST_LINE -> requestLine(text);
      case FIELD -> field(text);
      case CHUNK_LINE -> chunkLine(text);
      case CHUNK_END -> state = State.CHUNK_LINE;
      default -> next();
    }
  }

  private void requestLine(String text) {
    if (text.isEmpty() && !emptyLine) {
      emptyLine = true;
      return;
    }
    judge(head.requestLine(text));
    state = State.FIELD;
  }

  private void field(String text) {
    if (!text.isEmpty()) {
      judge(head.field(text));
      return;
    }
    judge(head.end());
    begun++;
    left = head.bodyLength();
    if (left == RequestHead.CHUNKED) {
      state = State.CHUNK_LINE;
    } else if (left == 0) {
      next();
    } else {
      state = State.COUNTED;
    }
  }

  private void chunkLine(String text) {
    if (text.isEmpty() || !text.chars().allMatch(Ascii::isHex)) {
      refuse(badChunk());
      return;
    }
    left = Long.parseLong(text, HEX);
    state = left == 0 ? State.LAST_LINE : State.CHUNK;
  }

  private void next() {
    state = State.REQUEST_LINE;
    head = new RequestHead(form);
    emptyLine = false;
    fieldBytes = 0;
  }

  private void judge(Optional<Refusal> found) {
    found.ifPresent(this::refuse);
  }

  private void refuse(Refusal why) {
    refusal = why;
  }

  private static Refusal badChunk() {
    return Refusal.malformed("chunk: expected its length alone, and no trailer");
  }
}
