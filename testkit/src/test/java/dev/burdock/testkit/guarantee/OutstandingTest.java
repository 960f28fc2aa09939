package dev.burdock.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.testkit.guarantee.Observation.Acknowledged;
import dev.burdock.testkit.guarantee.Observation.Result;
import dev.burdock.testkit.guarantee.Observation.Seen;
import dev.burdock.testkit.guarantee.Observation.Send;
import dev.burdock.testkit.guarantee.Observation.Withdrawn;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R10 R21 What has not arrived yet")
class OutstandingTest {
  private static final String FAR = "far.test";
  private static final String ADA = "@ada:here.test";
  private static final long END = 10_000;

  private final History history = new History();
  private final Outstanding outstanding = new Outstanding(history);

  @Test
  @DisplayName("is what somebody lacks, until each has it")
  void untilEachHasIt() {
    history.add(event("$1", 1_000));
    assertThat(at(1_100)).containsExactlyInAnyOrder("$1 for " + FAR, "$1 for " + ADA);

    history.add(new Seen(ADA, "$1", 1_150));
    history.add(send(Result.FAILED, "$1"));
    assertThat(at(1_200)).containsExactly("$1 for " + FAR);

    history.add(send(Result.ACCEPTED, "$1"));
    assertThat(at(1_300)).isEmpty();
  }

  @Test
  @DisplayName("is not what arrived before its acknowledgement was told")
  void arrivedBefore() {
    history.add(new Seen(ADA, "$1", 900));
    assertThat(at(950)).isEmpty();
    history.add(event("$1", 1_000));

    assertThat(at(1_100)).containsExactly("$1 for " + FAR);
  }

  @Test
  @DisplayName("is not what expired or was redacted, nor what was acknowledged later")
  void ended() {
    history.add(event("$expired", 1_000));
    history.add(event("$redacted", 1_000));
    history.add(new Withdrawn("$redacted", 1_050));
    history.add(event("$later", 2_000));

    assertThat(outstanding.at(3_000, 2_000))
        .containsExactlyInAnyOrder("$expired for " + FAR, "$expired for " + ADA);
    assertThat(at(END)).isEmpty();
  }

  private List<String> at(long now) {
    return outstanding.at(now, Observation.OPEN);
  }

  private static Acknowledged event(String id, long at) {
    return new Acknowledged(id, "!room:here.test", 1, at, END, Set.of(FAR), Set.of(ADA));
  }

  private static Send send(Result result, String eventId) {
    return new Send(FAR, "", "t", "hash", List.of(eventId), 1_110, 1_120, result);
  }
}
