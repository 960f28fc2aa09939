package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.sticky;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.streams.processor.Names;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that fails half-way through its decision leaves no half of it. */
class WholeOrNothingTest {
  private static final String ALICE = "@alice:ours";

  private final BrokenRegistry registry = new BrokenRegistry();
  private final TopologyFixture topology = new TopologyFixture(registry);

  @AfterEach
  void close() {
    topology.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.burdock.schemas.user.UserRoom",
        "dev.burdock.schemas.delivery.Delivery",
        "dev.burdock.streams.kept.Member"
      })
  void what_cannot_be_encoded_changes_and_tells_nothing_and_is_a_dead_letter(String subject) {
    registry.broken = Set.of(subject);
    topology.feed(member("$1", ALICE, "join"));

    assertThat(topology.deadLetters()).hasSize(1);
    assertThat(topology.deliveries()).isEmpty();
    assertThat(
            List.of(
                topology.size(Names.MEMBERS_STORE),
                topology.size(Names.SERVERS_STORE),
                topology.size(Names.EVENTS_STORE),
                topology.size(Names.TIMERS_STORE)))
        .containsOnly(0L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.burdock.schemas.map.StickyMapEntry",
        "dev.burdock.streams.kept.KeptEvent",
        "dev.burdock.streams.kept.SeenEvent"
      })
  void the_same_record_is_taken_whole_when_it_comes_again(String subject) {
    topology.feed(member("$1", ALICE, "join"));
    topology.deliveries();
    registry.broken = Set.of(subject);
    topology.feed(sticky("$e", ALICE, topology.now()).setStickyKey("k").build());
    assertThat(topology.deliveries()).isEmpty();

    registry.broken = Set.of();
    topology.feed(sticky("$e", ALICE, topology.now()).setStickyKey("k").build());

    assertThat(topology.deliveries()).hasSize(1);
    assertThat(topology.stickyMap()).hasSize(1);
    assertThat(topology.deadLetters()).hasSize(1);
  }

  /** A registry with a fault of its own for some subjects. */
  private static final class BrokenRegistry implements SchemaRegistry {
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private Set<String> broken = Set.of();

    @Override
    public int register(String subject, Schema schema) {
      if (broken.contains(subject)) {
        throw new IllegalStateException(subject + ": cannot be encoded");
      }
      return registry.register(subject, schema);
    }

    @Override
    public Schema byId(int id) {
      return registry.byId(id);
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
      return List.of();
    }
  }
}
