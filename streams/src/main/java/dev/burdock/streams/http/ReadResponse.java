package dev.burdock.streams.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** An answer to a room read: the bytes of a record, or a Matrix error. */
record ReadResponse(int status, String contentType, Buffer body) {
  static final String AVRO = "application/vnd.burdock.avro";
  static final int UNAVAILABLE = 503;

  static ReadResponse record(byte[] bytes) {
    return new ReadResponse(200, AVRO, Buffer.buffer(bytes));
  }

  static ReadResponse error(int status, String code, String message) {
    Buffer body = new JsonObject().put("errcode", code).put("error", message).toBuffer();
    return new ReadResponse(status, "application/json", body);
  }

  /** What is asked for is not here, or not yet. */
  static ReadResponse unavailable(String message) {
    return error(UNAVAILABLE, "M_UNKNOWN", message);
  }

  void write(HttpServerResponse response) {
    if (status == UNAVAILABLE) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(body);
  }
}
