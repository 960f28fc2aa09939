package dev.burdock.tests.shared;

import dev.burdock.tests.synapse.MatrixClient;
import dev.burdock.tests.synapse.SynapseOptions;
import dev.burdock.tests.synapse.SynapseServer;
import dev.burdock.tests.synapse.TestCa;
import java.util.concurrent.atomic.AtomicInteger;

/** The remote homeserver of this fork, and the authority of all of its homeservers. */
public final class Homeservers {
  private static final TestCa AUTHORITY = TestCa.in(Shared.folder("tls"));
  private static final AtomicInteger USERS = new AtomicInteger();

  /** Starts on the first use. */
  private static final class Running {
    static final SynapseServer REMOTE =
        Shared.closing(
                SynapseServer.launch(
                    SynapseOptions.on("127.2.0.2"), Shared.folder("remote"), AUTHORITY))
            .awaitUp();
  }

  private Homeservers() {}

  /** Of the certificates of every homeserver. */
  public static TestCa authority() {
    return AUTHORITY;
  }

  /** An ordinary homeserver: it federates, and has no application service. */
  public static SynapseServer remote() {
    return Running.REMOTE;
  }

  /** Registers a user whom no other test has. */
  public static MatrixClient userOf(SynapseServer homeserver) {
    return homeserver.register("user" + USERS.incrementAndGet());
  }
}
