package dev.burdock.fanout.federation.domain;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.burdock.matrix.hash.Sha256;
import dev.burdock.matrix.json.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * PDUs of one origin for one destination, in order.
 *
 * <p>Id and body are a pure function of origin, destination and PDUs, so that whoever sends the
 * same PDUs again, after a restart too, repeats both. PDUs that are pushed again for another reason
 * are another transaction: its receiver must not take it for the one before.
 *
 * @param pdus none for a transaction that only asks whether the destination takes any
 */
public record Transaction(String origin, String destination, List<QueuedPdu> pdus) {
  private static final int ID_BYTES = 18;

  public Transaction {
    pdus = List.copyOf(pdus);
  }

  /** The transaction id, 24 characters that need no escaping in a path. */
  public String id() {
    MessageDigest digest = Sha256.digest();
    update(digest, origin);
    update(digest, destination);
    for (QueuedPdu pdu : pdus) {
      update(digest, pdu.eventId());
      update(digest, Long.toString(pdu.causedTs()));
    }
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest.digest(), ID_BYTES));
  }

  /** Path of the request. */
  public String path() {
    return "/_matrix/federation/v1/send/" + id();
  }

  /** The body, canonical JSON: {@code {origin, origin_server_ts, pdus}}. */
  public byte[] body() {
    int size = pdus.stream().mapToInt(QueuedPdu::size).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + pdus.size() + 200);
    write(out, "{\"origin\":");
    out.writeBytes(CanonicalJson.bytes(TextNode.valueOf(origin)));
    write(out, ",\"origin_server_ts\":" + originServerTs() + ",\"pdus\":[");
    for (int i = 0; i < pdus.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(pdus.get(i).canonical());
    }
    write(out, "]}");
    return out.toByteArray();
  }

  /** When the newest of the PDUs was received, ms: the same in every attempt. */
  private long originServerTs() {
    return pdus.stream().mapToLong(QueuedPdu::receivedTs).max().orElse(0);
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
