package dev.burdock.ingest.inbound;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * An answer to an inbound transaction.
 *
 * @param headers those that are handed on
 */
public record FederationResponse(int status, MultiMap headers, Buffer body) {}
