package dev.burdock.deploy.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes parts so that one that fails does not keep the others open. */
final class Closing {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void quietly(String name, AutoCloseable part) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("part={} closed=interrupted", name);
    } catch (Exception e) {
      log.warn("part={} closed=failed error={}", name, e.toString());
    }
  }
}
