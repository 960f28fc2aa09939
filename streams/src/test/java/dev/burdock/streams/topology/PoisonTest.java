package dev.burdock.streams.topology;

import static dev.burdock.streams.topology.Bodies.member;
import static dev.burdock.streams.topology.Bodies.sticky;
import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.event.AuthChange;
import dev.burdock.schemas.event.Burst;
import dev.burdock.schemas.event.MemberChange;
import dev.burdock.schemas.event.PduFetched;
import dev.burdock.schemas.event.RedactionSeen;
import dev.burdock.schemas.event.Release;
import dev.burdock.schemas.event.UserErased;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Records whose content is absurd stop nobody and mislead nobody. */
class PoisonTest {
  private static final String ALICE = "@alice:ours";
  private static final long SEED = Long.getLong("burdock.seed", 11);
  private static final int RECORDS = 3_000;
  private static final List<Long> NUMBERS =
      List.of(Long.MIN_VALUE, -5L, -1L, 0L, 1L, 1L << 53, 1L << 60, Long.MAX_VALUE);
  private static final List<String> TEXTS =
      List.of("", "\u0000", "@", ":", "@a:", "!room:ours", "$e", "\ud800", "a\nb", "x".repeat(300));

  private final Random random = new Random(SEED);

  @Test
  void absurd_numbers_and_names_leave_the_room_as_it_was() {
    try (TopologyFixture topology = new TopologyFixture()) {
      topology.feed(member("$1", ALICE, "join"));
      for (int i = 0; i < RECORDS; i++) {
        topology.feed(
            body(topology.now()), new Burst(text(), number().intValue(), number().intValue()));
        if (i % 500 == 0) {
          topology.pass(Duration.ofSeconds(1));
        }
      }
      topology.deliveries();

      topology.feed(member("$again", ALICE, "join"));
      topology.feed(sticky("$good", ALICE, topology.now()).build());

      assertThat(topology.deliveries())
          .as("seed %s", SEED)
          .anyMatch(delivery -> delivery.toString().contains("$good"));
      topology.pass(Duration.ofHours(2));
      assertThat(topology.deliveries())
          .as("seed %s", SEED)
          .anyMatch(delivery -> delivery.toString().contains("$good"));
    }
  }

  private SpecificRecord body(long now) {
    return switch (random.nextInt(7)) {
      case 0 -> new MemberChange(text(), text(), random.nextBoolean() ? "join" : text(), number());
      case 1 -> new AuthChange(text(), text(), Bodies.utf8(text()), text());
      case 2 -> new RedactionSeen(text(), text(), text());
      case 3 -> new PduFetched(text(), Bodies.utf8(text()));
      case 4 -> new UserErased(text());
      case 5 -> new Release(List.of(text(), text()));
      default ->
          sticky(
                  text(),
                  random.nextBoolean() ? ALICE : text(),
                  random.nextBoolean() ? now : number())
              .setDurationMs(number())
              .setStickyKey(random.nextBoolean() ? "k" : text())
              .setType(text())
              .build();
    };
  }

  private Long number() {
    return NUMBERS.get(random.nextInt(NUMBERS.size()));
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
