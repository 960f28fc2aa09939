package dev.burdock.deploy.destinations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.destination.LaneKind;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What waits in a retry topic")
class RetryBacklogTest {
  @ParameterizedTest(name = "offsets {0} to {1}, committed {2}: {3} from {4}")
  @CsvSource({
    " 0,  0,   ,  0,  0", // new and empty
    " 0, 10,   , 10,  0", // nobody committed: all of it
    " 0, 10,  0, 10,  0",
    " 0, 10,  4,  6,  4",
    " 0, 10, 10,  0, 10", // drained
    " 5, 10,  2,  5,  5", // what was committed is gone by retention
    " 5, 10,   ,  5,  5",
    "10, 10,  3,  0, 10", // all gone by retention
    " 0,  3, 10,  3,  0", // committed for an earlier topic of the same name
  })
  @DisplayName("is what the group has not worked off yet (R23)")
  void waiting(long begin, long end, Long committed, long waiting, long from) {
    OptionalLong offset = committed == null ? OptionalLong.empty() : OptionalLong.of(committed);
    RetryBacklog backlog = new RetryBacklog("burdock.retry.x", "id", begin, end, offset);

    assertThat(backlog.waiting()).isEqualTo(waiting);
    assertThat(backlog.from()).isEqualTo(from);
  }

  @Test
  @DisplayName("is nothing once the topic is to be deleted")
  void retired() {
    DestinationRow live =
        DestinationSamples.row("a.example", DestinationSamples.failing(LaneKind.TOPIC), 7);
    DestinationRow retired =
        DestinationSamples.row(
            "a.example",
            DestinationSamples.failing(LaneKind.TOPIC).setRetiredTopic(DestinationSamples.TOPIC_ID),
            7);
    DestinationRow another =
        DestinationSamples.row(
            "a.example", DestinationSamples.failing(LaneKind.TOPIC).setRetiredTopic("another"), 7);

    assertThat(live.waiting()).isEqualTo(7);
    assertThat(retired.waiting()).isZero();
    assertThat(another.waiting()).isEqualTo(7);
  }
}
