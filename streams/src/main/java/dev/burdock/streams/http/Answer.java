package dev.burdock.streams.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** An answer to a room read: the bytes of a record, or a Matrix error. */
record Answer(int status, String contentType, Buffer body) {
  static final String AVRO = "application/vnd.burdock.avro";
  static final int UNAVAILABLE = 503;

  static Answer record(byte[] bytes) {
    return new Answer(200, AVRO, Buffer.buffer(bytes));
  }

  static Answer error(int status, String code, String message) {
    Buffer body = new JsonObject().put("errcode", code).put("error", message).toBuffer();
    return new Answer(status, "application/json", body);
  }

  /** What is asked for is not here, or not yet. */
  static Answer unavailable(String message) {
    return error(UNAVAILABLE, "M_UNKNOWN", message);
  }

  void write(HttpServerResponse response) {
    if (status == UNAVAILABLE) {
      response.putHeader(HttpHeaders.RETRY_AFTER, "1");
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(body);
  }
}
