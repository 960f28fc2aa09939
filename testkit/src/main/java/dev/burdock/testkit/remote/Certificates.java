package dev.burdock.testkit.remote;

import io.vertx.core.net.KeyCertOptions;

/** The certificates that a site may show. */
@FunctionalInterface
public interface Certificates {

  /** What it shows in this condition. */
  KeyCertOptions of(Fault fault);
}
