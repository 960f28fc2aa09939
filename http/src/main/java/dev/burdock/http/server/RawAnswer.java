package dev.burdock.http.server;

import dev.burdock.http.domain.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** The bytes of the last answer of a connection, in the form of Matrix errors. */
final class RawAnswer {
  private RawAnswer() {}

  static ByteBuf of(Refusal refusal) {
    String body =
        new JsonObject().put("errcode", refusal.code()).put("error", refusal.message()).encode();
    String head =
        "HTTP/1.1 "
            + HttpResponseStatus.valueOf(refusal.status())
            + "\r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: *"
            + "\r\nContent-Length: "
            + body.length()
            + "\r\nConnection: close\r\n\r\n";
    return Unpooled.copiedBuffer(head + body, StandardCharsets.US_ASCII);
  }
}
