package dev.burdock.deploy.app;

import java.util.Locale;
import java.util.function.BooleanSupplier;

/** A role that was started in this process. */
public interface RunningRole extends AutoCloseable {

  /** In lower case. */
  String name();

  /** The port that it listens on; -1 for one that does not listen. */
  int port();

  boolean ready();

  @Override
  void close();

  /** A role of which {@code closer} is the running part. */
  static RunningRole of(Role role, int port, BooleanSupplier ready, AutoCloseable closer) {
    return new RunningRole() {
      @Override
      public String name() {
        return role.name().toLowerCase(Locale.ROOT);
      }

      @Override
      public int port() {
        return port;
      }

      @Override
      public boolean ready() {
        return ready.getAsBoolean();
      }

      @Override
      public void close() {
        Closing.quietly(name(), closer);
      }
    };
  }
}
