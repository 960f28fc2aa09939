package dev.burdock.fanout.sync.config;

import dev.burdock.http.config.ListenerConfig;
import dev.burdock.schemas.config.ConfigException;
import dev.burdock.schemas.config.Settings;
import java.net.URI;

/**
 * A gateway that only unwraps tokens ({@link SyncMode#UNWRAP}).
 *
 * @param host address that the listener binds
 * @param port its port; 0 takes any free one
 * @param upstream the homeserver behind it
 * @param waiting how many requests may wait at once
 * @param listener what the listener bears of strangers
 */
public record UnwrapConfig(
    String host, int port, URI upstream, WaitingConfig waiting, ListenerConfig listener) {

  /** Reads the keys of {@link SyncConfig} that it needs. */
  public static UnwrapConfig from(Settings settings) {
    return new UnwrapConfig(
        settings.get(SyncConfig.HOST),
        settings.get(SyncConfig.PORT).intValue(),
        SyncConfig.upstream(settings)
            .orElseThrow(
                () ->
                    ConfigException.of(
                        SyncConfig.UPSTREAM.name(),
                        "",
                        "an http or https URL: nothing else is" + " done in the mode unwrap")),
        WaitingConfig.from(settings),
        ListenerConfig.from(settings));
  }
}
