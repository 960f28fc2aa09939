package dev.burdock.ingest.http;

import io.vertx.ext.web.Router;

/** What answers when no route does. */
public final class Fallback {
  private Fallback() {}

  /** Adds the answers for unknown paths and methods. */
  public static void mount(Router router) {
    router.errorHandler(
        404, context -> MatrixErrors.send(context, 404, "M_UNRECOGNIZED", "no such path here"));
    router.errorHandler(
        405, context -> MatrixErrors.send(context, 405, "M_UNRECOGNIZED", "no such method here"));
    router.errorHandler(
        500, context -> MatrixErrors.send(context, 500, "M_UNKNOWN", "internal error"));
  }
}
