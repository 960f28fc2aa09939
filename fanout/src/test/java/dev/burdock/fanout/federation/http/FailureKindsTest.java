package dev.burdock.fanout.federation.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.fanout.federation.domain.FailureKind;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FailureKindsTest {
  @Test
  @DisplayName("R25 whatever ends a connection is the remote's failure, however it is wrapped")
  void connectionEnds() {
    assertThat(FailureKinds.kind(new VertxException("Connection was closed")))
        .isEqualTo(FailureKind.RESET);
    assertThat(FailureKinds.kind(new IllegalStateException(new ClosedChannelException())))
        .isEqualTo(FailureKind.RESET);
    assertThat(FailureKinds.kind(new IOException("Broken pipe"))).isEqualTo(FailureKind.RESET);
  }

  @Test
  @DisplayName("R25 what has nothing to do with a connection is a fault of ours")
  void ours() {
    assertThat(FailureKinds.kind(new NullPointerException())).isEqualTo(FailureKind.INTERNAL);
  }
}
