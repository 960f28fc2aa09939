package dev.burdock.streams.topology;

import dev.burdock.schemas.registry.RegistryException;
import org.apache.kafka.common.errors.RetriableException;

/** Tells failures that pass by themselves from those that come again with the same record. */
public final class RetriableFailures {
  private RetriableFailures() {}

  /** Whether the registry or the cluster was away, anywhere among the causes. */
  public static boolean isPassing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException
          || (cause instanceof RegistryException registry && registry.isRetriable())) {
        return true;
      }
    }
    return false;
  }
}
