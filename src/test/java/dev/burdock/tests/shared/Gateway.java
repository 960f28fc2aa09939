package dev.burdock.tests.shared;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.tests.pipeline.BurdockServer;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseOptions;
import dev.burdock.tests.synapse.SynapseServer;
import java.net.URI;

/**
 * The homeserver of this fork that feeds Burdock and pushes nothing itself, and Burdock with its
 * sync gateway in front of it.
 */
public final class Gateway {
  private final SynapseServer homeserver;
  private final BurdockServer burdock;

  /** Starts on the first use. */
  private static final class Running {
    static final Gateway GATEWAY = new Gateway();
  }

  private Gateway() {
    int feed = BurdockServer.freePort();
    homeserver =
        Shared.closing(
            SynapseServer.launch(
                SynapseOptions.on("127.2.0.1").withoutSending().feeding(BurdockServer.feed(feed)),
                Shared.folder("homeserver"),
                Homeservers.authority()));
    burdock =
        Shared.closing(
            BurdockServer.beside(homeserver, feed, Homeservers.authority())
                .set("burdock.sync.upstream", homeserver.clientUrl().toString())
                .set("burdock.sync.hand-over-ms", "1000")
                .start(Shared.folder("burdock")));
    homeserver.awaitUp();
  }

  public static Gateway shared() {
    return Running.GATEWAY;
  }

  /** Base of the client API through Burdock. */
  public URI url() {
    return burdock.clientUrl();
  }

  /** Base of the homeserver's own client API. */
  public URI bare() {
    return homeserver.clientUrl();
  }

  public SynapseServer homeserver() {
    return homeserver;
  }

  /** Where Burdock's broker and registry are. */
  public KafkaConfig kafka() {
    return burdock.kafka();
  }

  /** Registers a user who comes through the gateway. */
  public MatrixClient user() {
    return Homeservers.userOf(homeserver).through(url());
  }

  /** Registers a user of that name at the homeserver itself. */
  public MatrixClient register(String localpart) {
    return homeserver.register(localpart);
  }

  /** The sync role in embedded mode beside the gateway, for these users. */
  public EmbeddedSync embeddedSync(MatrixClient... users) {
    return EmbeddedSync.start(burdock.settings(), burdock.kafka(), users);
  }
}
