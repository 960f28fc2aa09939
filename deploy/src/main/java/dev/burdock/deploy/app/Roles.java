package dev.burdock.deploy.app;

import dev.burdock.deploy.config.ManagementConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The roles of this process and its management listener, started together and closed together. */
public final class Roles implements AutoCloseable {
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(60);

  private final RoleContext context;
  private final List<RunningRole> running;
  private final Management management;
  private final RegistryWatch registry;

  private Roles(
      RoleContext context,
      List<RunningRole> running,
      Management management,
      RegistryWatch registry) {
    this.context = context;
    this.running = running;
    this.management = management;
    this.registry = registry;
  }

  /**
   * Starts {@code roles} side by side; returns when all serve. It owns {@code context} from now on.
   *
   * @throws RuntimeException what the first one failed with; the others are closed then
   */
  public static Roles start(RoleContext context, Collection<Role> roles) {
    List<RunningRole> running = Collections.synchronizedList(new ArrayList<>());
    try {
      Ports.requireFree(context.settings(), roles);
      Management management =
          Management.start(
              ManagementConfig.from(context.settings()),
              context.vertx(),
              context.meters(),
              running,
              roles.size());
      RegistryWatch registry = new RegistryWatch(context.registry());
      if (roles.stream().anyMatch(role -> role.needsRegistry(context.settings()))) {
        registry.start(REGISTRY_PATIENCE);
      }
      startAll(context, roles, running);
      return new Roles(context, running, management, registry);
    } catch (RuntimeException e) {
      List.copyOf(running).forEach(RunningRole::close);
      context.close();
      throw e;
    }
  }

  public int port(Role role) {
    return List.copyOf(running).stream()
        .filter(started -> started.name().equalsIgnoreCase(role.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(role + " does not run here"))
        .port();
  }

  public int managementPort() {
    return management.port();
  }

  boolean ready() {
    return fault().isEmpty() && List.copyOf(running).stream().allMatch(RunningRole::ready);
  }

  /** The first fault of a role, or of the process, that cannot go on. */
  public Optional<String> fault() {
    return List.copyOf(running).stream()
        .flatMap(role -> role.fault().map(why -> role.name() + ": " + why).stream())
        .findFirst()
        .or(context.process()::fault);
  }

  public RoleContext context() {
    return context;
  }

  /** What takes in is closed before what it gives to. */
  @Override
  public void close() {
    for (Role role : Role.values()) {
      List.copyOf(running).stream()
          .filter(started -> started.name().equalsIgnoreCase(role.name()))
          .forEach(RunningRole::close);
    }
    registry.close();
    management.close();
    context.close();
  }

  private static RunningRole start(Role role, RoleContext context) {
    return role.start(context).unless(context.registry()::trouble);
  }

  private static void startAll(
      RoleContext context, Collection<Role> roles, List<RunningRole> running) {
    ExecutorService threads = Executors.newFixedThreadPool(roles.size());
    try {
      CompletableFuture.allOf(
              roles.stream()
                  .map(
                      role ->
                          CompletableFuture.runAsync(
                              () -> running.add(start(role, context)), threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      threads.shutdown();
    }
  }
}
