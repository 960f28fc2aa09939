package dev.burdock.tests.clients;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * How the SDK of a {@link JsClient} syncs.
 *
 * @param sliding sliding sync (MSC4186) instead of {@code /v3/sync}
 * @param timelineLimit events of a room's timeline per response
 * @param poll how long a sync may wait for news
 * @param crypto whether it encrypts, with keys that it uploads
 */
public record SdkOptions(boolean sliding, int timelineLimit, Duration poll, boolean crypto) {
  /** Every way to sync. */
  static Stream<Named<SdkOptions>> ways() {
    return Stream.of(Named.of("v3", v3()), Named.of("sliding sync", slidingSync()));
  }

  /** {@code /v3/sync} with ten events per timeline and long-polls of 20 s. */
  public static SdkOptions v3() {
    return new SdkOptions(false, 10, Duration.ofSeconds(20), false);
  }

  /** Simplified sliding sync with ten events per timeline and long-polls of 20 s. */
  public static SdkOptions slidingSync() {
    return new SdkOptions(true, 10, Duration.ofSeconds(20), false);
  }

  /** The same with end-to-end encryption on. */
  public SdkOptions encrypting() {
    return new SdkOptions(sliding, timelineLimit, poll, true);
  }
}
