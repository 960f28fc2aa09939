package dev.burdock.fanout.sync.gateway;

import dev.burdock.http.client.NoRoomException;
import dev.burdock.http.proxy.EndToEnd;
import dev.burdock.http.server.BodyBudget;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What the homeserver answered.
 *
 * @param status of the response
 * @param message its reason phrase
 * @param headers all of them
 * @param body as it came, encoded
 */
record UpstreamResponse(int status, String message, MultiMap headers, Buffer body) {
  private static final int OK = 200;
  private static final int USUAL_RATIO = 8;
  private static final int PART_BYTES = 1 << 16;

  /** Of an answer while it is read, merged and encoded again. */
  private static final int COPIES = 4;

  /**
   * Longest answer that is read, with its encoding and without: larger first syncs are not known.
   */
  static final int MAX_BYTES = 512 << 20;

  /** Longest answer to what is asked beside syncs: a list of ten thousand ignored users. */
  static final int SMALL_BYTES = 1 << 20;

  boolean ok() {
    return status == OK;
  }

  /**
   * The body without its encoding, of an answer that is no sync.
   *
   * @throws UncheckedIOException when it is longer than such answers are
   */
  byte[] decoded() {
    return decoded(SMALL_BYTES);
  }

  /**
   * The same, while there is room for it and for the copies that merging takes.
   *
   * @throws UncheckedIOException when there is none, or it is not what its encoding says
   */
  byte[] decoded(BodyBudget.Share room) {
    if (!gzipped()) {
      take(room, body.length());
      return body.getBytes();
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
      ByteArrayOutputStream plain = new ByteArrayOutputStream(body.length());
      byte[] part = new byte[PART_BYTES];
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        take(room, length);
        plain.write(part, 0, length);
      }
      return plain.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void take(BodyBudget.Share room, int bytes) {
    if (!room.grow((long) COPIES * bytes)) {
      throw new UncheckedIOException(new IOException(new NoRoomException().getMessage()));
    }
  }

  /**
   * The same, never more of it than a bound.
   *
   * @throws UncheckedIOException when it is longer, or not what its encoding says
   */
  byte[] decoded(int most) {
    if (!gzipped()) {
      return body.getBytes();
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
      byte[] plain = in.readNBytes(most + 1);
      if (plain.length > most) {
        throw new IOException("homeserver: answer over " + most + " bytes without its encoding");
      }
      return plain;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How large the body is without its encoding, roughly. */
  long plainBytes() {
    return (long) body.length() * (gzipped() ? USUAL_RATIO : 1);
  }

  /** The same answer with another body, encoded as this one is. */
  UpstreamResponse with(Buffer plain) {
    if (!gzipped()) {
      return new UpstreamResponse(status, message, headers, plain);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length() / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain.getBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new UpstreamResponse(status, message, headers, Buffer.buffer(out.toByteArray()));
  }

  /** Gives it to the client, unless the client is gone. */
  void relay(HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).setStatusMessage(message);
    response.headers().addAll(EndToEnd.of(headers));
    response.end(body);
  }

  private boolean gzipped() {
    return "gzip".equalsIgnoreCase(headers.get(HttpHeaders.CONTENT_ENCODING));
  }
}
