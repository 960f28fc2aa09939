package dev.burdock.deploy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.registry.SchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The schema registry of a process")
class RegistryWatchTest {
  private static final Duration LOOK = Duration.ofMillis(5);

  private final Registry registry = new Registry();

  @Test
  @DisplayName("that does not answer at the start ends it, with the reason")
  void wrongAtTheStart() {
    registry.wrong = true;

    assertThatThrownBy(() -> new RegistryWatch(registry, LOOK).start(Duration.ofMillis(20)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no registry here");
  }

  @Test
  @DisplayName(
      "is asked again while it is in trouble, so that the roles become ready by themselves")
  void backAgain() {
    RunningRole role =
        RunningRole.of(Role.SYNC, 1, () -> true, Optional::empty, () -> {})
            .unless(registry::trouble);
    try (RegistryWatch watch = new RegistryWatch(registry, LOOK).start(Duration.ZERO)) {
      assertThat(watch).isNotNull();
      registry.wrong = true;
      registry.check0();
      assertThat(role.ready()).isFalse();
      assertThat(role.trouble()).contains("no registry here");

      registry.wrong = false;

      await().until(role::ready);
      assertThat(role.trouble()).isEmpty();
    }
  }

  /** It answers, unless it is something else. */
  private static final class Registry implements SchemaRegistry {
    private final InMemoryRegistry schemas = new InMemoryRegistry();
    private volatile boolean wrong;
    private volatile String trouble;

    @Override
    public void check() {
      check0();
      if (wrong) {
        throw new RegistryException(trouble, true, null);
      }
    }

    void check0() {
      trouble = wrong ? "no registry here" : null;
    }

    @Override
    public Optional<String> trouble() {
      return Optional.ofNullable(trouble);
    }

    @Override
    public int register(String subject, Schema schema) {
      return schemas.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      return schemas.byId(id);
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
      return List.of();
    }
  }
}
