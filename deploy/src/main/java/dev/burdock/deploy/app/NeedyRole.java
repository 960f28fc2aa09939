package dev.burdock.deploy.app;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A role and something that it needs.
 *
 * @param need the trouble of it; empty while it has none
 */
record NeedyRole(RunningRole role, Supplier<Optional<String>> need) implements RunningRole {

  @Override
  public String name() {
    return role.name();
  }

  @Override
  public int port() {
    return role.port();
  }

  @Override
  public boolean ready() {
    return role.ready() && need.get().isEmpty();
  }

  @Override
  public Optional<String> fault() {
    return role.fault();
  }

  @Override
  public Optional<String> trouble() {
    return role.trouble().or(need);
  }

  @Override
  public void close() {
    role.close();
  }
}
