package dev.burdock.tests.gateway;

import dev.burdock.tests.pipeline.BurdockServer;
import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseOptions;
import dev.burdock.tests.synapse.SynapseServer;
import dev.burdock.tests.synapse.TestCa;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A real homeserver that feeds Burdock, and Burdock's sync gateway in front of it. */
public final class Gateway implements AutoCloseable {
  private final SynapseServer homeserver;
  private final BurdockServer burdock;
  private final AtomicInteger users = new AtomicInteger();

  private Gateway(SynapseServer homeserver, BurdockServer burdock) {
    this.homeserver = homeserver;
    this.burdock = burdock;
  }

  /**
   * Starts both.
   *
   * @param host loopback address of the homeserver, used by no other test
   * @param folder for their data
   */
  public static Gateway start(String host, Path folder) {
    TestCa ca = TestCa.in(folder.resolve("tls"));
    int feed = BurdockServer.freePort();
    SynapseServer homeserver =
        SynapseServer.launch(
            SynapseOptions.on(host).withoutSending().feeding(BurdockServer.feed(feed)),
            folder.resolve("homeserver"),
            ca);
    homeserver.awaitUp();
    BurdockServer burdock =
        BurdockServer.beside(homeserver, feed, ca)
            .set("burdock.sync.upstream", homeserver.clientUrl().toString())
            .start(folder.resolve("burdock"));
    return new Gateway(homeserver, burdock);
  }

  /** Base of the client API through Burdock. */
  public URI url() {
    return burdock.clientUrl();
  }

  /** Base of the homeserver's own client API. */
  public URI bare() {
    return homeserver.clientUrl();
  }

  /** Registers a user who comes through the gateway. */
  public MatrixClient user() {
    return homeserver.register("user" + users.incrementAndGet()).through(url());
  }

  /** Registers a user of that name at the homeserver itself. */
  public MatrixClient register(String localpart) {
    return homeserver.register(localpart);
  }

  @Override
  public void close() {
    burdock.close();
    homeserver.close();
  }
}
