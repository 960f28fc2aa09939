package dev.burdock.deploy.app;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A role that was started in this process. */
public interface RunningRole extends AutoCloseable {

  /** In lower case. */
  String name();

  /** The port that it listens on; -1 for one that does not listen. */
  int port();

  boolean ready();

  /** Why it will not be ready again and must be started anew; empty while it can go on. */
  Optional<String> fault();

  /** Why it is not ready now; empty while it is, or nothing more is known than that. */
  default Optional<String> trouble() {
    return fault();
  }

  @Override
  void close();

  /**
   * The same role, which is ready only while something that it needs is not in trouble.
   *
   * @param trouble of what it needs
   */
  default RunningRole unless(Supplier<Optional<String>> trouble) {
    return new NeedyRole(this, trouble);
  }

  /** A role of which {@code closer} is the running part. */
  static RunningRole of(
      Role role,
      int port,
      BooleanSupplier ready,
      Supplier<Optional<String>> fault,
      AutoCloseable closer) {
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
      public Optional<String> fault() {
        return fault.get();
      }

      @Override
      public void close() {
        Closing.quietly(name(), closer);
      }
    };
  }
}
