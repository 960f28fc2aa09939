package dev.burdock.fanout.sync.config;

import dev.burdock.schemas.config.Key;
import dev.burdock.schemas.config.Settings;

/** What the gateway does before its homeserver. */
public enum SyncMode {
  /** Sticky sections are put into the homeserver's answers. */
  MERGE,

  /** Tokens of ours become the homeserver's own again, and that is all: for leaving Burdock. */
  UNWRAP;

  public static final Key<SyncMode> KEY =
      Key.choice(
          "burdock.sync.mode",
          MERGE,
          SyncMode.class,
          "What the gateway does: merge puts sticky sections in; unwrap only makes its tokens the"
              + " homeserver's again, without Kafka and all else, for leaving Burdock.");

  public static SyncMode from(Settings settings) {
    return settings.get(KEY);
  }
}
