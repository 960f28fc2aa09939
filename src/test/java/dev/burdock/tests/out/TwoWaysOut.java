package dev.burdock.tests.out;

import dev.burdock.deploy.embedded.FreePorts;
import dev.burdock.testkit.process.Pipeline;
import dev.burdock.testkit.process.RoleProcess;
import dev.burdock.tests.pipeline.BurdockServer;
import dev.burdock.tests.shared.Homeservers;
import dev.burdock.tests.synapse.SynapseOptions;
import dev.burdock.tests.synapse.SynapseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A homeserver that sends all its federation requests through two workers of Burdock, or, to be
 * compared with that, itself beside them, or without them.
 */
final class TwoWaysOut implements AutoCloseable {
  private static final String SECRET = "replication secret of the test";
  private static final String MEDIA = "enable_media_repo: true\n";
  private static final Duration START = Duration.ofMinutes(3);

  /** How the homeserver's own federation requests go. */
  enum Way {
    /** From the homeserver; there is no Burdock. */
    WITHOUT,
    /** From the homeserver; Burdock sends sticky events too. */
    BESIDE,
    /** Through Burdock. */
    THROUGH
  }

  final SynapseServer homeserver;
  final SynapseServer remote;
  final Pipeline pipeline;
  final RoleProcess second;

  TwoWaysOut(Path folder) throws IOException, InterruptedException {
    this(folder, Way.THROUGH);
  }

  TwoWaysOut(Path folder, Way way) throws IOException, InterruptedException {
    List<Integer> ports = FreePorts.choose(2);
    int feed = BurdockServer.freePort();
    remote =
        SynapseServer.launch(
            SynapseOptions.on("127.2.5.2"),
            folder.resolve("remote"),
            Homeservers.authority(),
            MEDIA);
    homeserver =
        SynapseServer.launch(
            way == Way.WITHOUT
                ? SynapseOptions.on("127.2.5.1")
                : SynapseOptions.on("127.2.5.1").feeding(BurdockServer.feed(feed)),
            folder.resolve("homeserver"),
            Homeservers.authority(),
            way == Way.THROUGH ? MEDIA + lines(ports) : MEDIA);
    if (way == Way.WITHOUT) {
      pipeline = null;
      second = null;
    } else {
      pipeline = Pipeline.start(folder.resolve("burdock"), settings(folder, feed, ports.get(0)));
      second =
          pipeline.another(
              "federation",
              "federation-2",
              Map.of("burdock.federation.out.port", Integer.toString(ports.get(1))));
      second.start().awaitReady(START);
    }
    homeserver.awaitUp();
    remote.awaitUp();
  }

  RoleProcess first() {
    return pipeline.role("federation");
  }

  private static String lines(List<Integer> ports) {
    return "worker_replication_secret: \""
        + SECRET
        + "\"\ninstance_map:\n  burdock1: {host: 127.0.0.1, port: "
        + ports.get(0)
        + "}\n  burdock2: {host: 127.0.0.1, port: "
        + ports.get(1)
        + "}\noutbound_federation_restricted_to: [burdock1, burdock2]\n"
        // Whoever failed once is seen to have failed.
        + "federation: {destination_min_retry_interval: 1h}\n";
  }

  private Map<String, String> settings(Path folder, int feed, int port) throws IOException {
    Path key = Files.createDirectories(folder).resolve("homeserver.signing.key");
    String id = SynapseServer.KEY_ID.replace(':', ' ');
    Files.writeString(key, id + " " + homeserver.signingSeed() + "\n");
    Map<String, String> settings = new HashMap<>(Pipeline.SHORT_SESSIONS);
    settings.put("burdock.servers", homeserver.name());
    // A colon would end the key in a file of properties.
    String name = homeserver.name().replace(":", "\\:");
    settings.put("burdock.signing-key." + name, key.toString());
    settings.put("burdock.ingest.port", Integer.toString(feed));
    settings.put("burdock.ingest.hs-token", SynapseServer.HS_TOKEN);
    settings.put("burdock.ingest.homeserver.url", homeserver.clientUrl().toString());
    settings.put("burdock.ingest.homeserver.as-token", SynapseServer.AS_TOKEN);
    settings.put("burdock.sync.upstream", homeserver.clientUrl().toString());
    settings.put("burdock.federation.trust", Homeservers.authority().root().toString());
    settings.put("burdock.federation.allowed-networks", "127.0.0.0/8");
    settings.put("burdock.federation.out.secret", SECRET);
    settings.put("burdock.federation.out.port", Integer.toString(port));
    return settings;
  }

  @Override
  public void close() {
    if (second != null) {
      second.close();
    }
    if (pipeline != null) {
      pipeline.close();
    }
    homeserver.close();
    remote.close();
  }
}
