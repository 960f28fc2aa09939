package dev.burdock.tests.pipeline;

import dev.burdock.deploy.app.Role;
import dev.burdock.deploy.app.Standalone;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.tests.synapse.FreePort;
import dev.burdock.tests.synapse.SynapseServer;
import dev.burdock.tests.synapse.TestCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Burdock with all its roles in this process, beside a real homeserver: fed by its
 * application-service transactions, pushing in its name.
 *
 * <p>The homeserver must know where to send its transactions before Burdock starts, and Burdock in
 * embedded mode must know its users: so take a port, launch the homeserver with {@link #feed},
 * register users, then start Burdock.
 */
public final class BurdockServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Standalone standalone;

  private BurdockServer(Standalone standalone) {
    this.standalone = standalone;
  }

  /** A port for the feed of a Burdock that starts later. */
  public static int freePort() {
    return FreePort.on(HOST);
  }

  /** Where a homeserver sends its transactions to. */
  public static URI feed(int port) {
    return URI.create("http://" + HOST + ":" + port);
  }

  /**
   * Prepares one that serves the sticky sections alone to users who are added.
   *
   * @param feedPort what {@link #feed} was made of
   * @param ca what the remote servers' certificates are of
   */
  public static Preparation beside(SynapseServer homeserver, int feedPort, TestCa ca) {
    return new Preparation(homeserver, feedPort, ca);
  }

  /** Base of the client API. */
  public URI clientUrl() {
    return URI.create("http://" + HOST + ":" + standalone.port(Role.SYNC));
  }

  /** Where its broker and its registry are. */
  public KafkaConfig kafka() {
    return standalone.kafka();
  }

  /** All that it was told and chose. */
  public Settings settings() {
    return standalone.settings();
  }

  @Override
  public void close() {
    standalone.close();
  }

  /** What is known before the start. */
  public static final class Preparation {
    private final SynapseServer homeserver;
    private final Map<String, String> settings = new HashMap<>();

    private Preparation(SynapseServer homeserver, int feedPort, TestCa ca) {
      this.homeserver = homeserver;
      int reads = freePort();
      set("burdock.servers", homeserver.name());
      set("burdock.ingest.port", Integer.toString(feedPort));
      set("burdock.ingest.hs-token", SynapseServer.HS_TOKEN);
      set("burdock.ingest.homeserver.url", homeserver.clientUrl().toString());
      set("burdock.ingest.homeserver.as-token", SynapseServer.AS_TOKEN);
      set("burdock.streams.port", Integer.toString(reads));
      set("burdock.sync.room-reads", "http://" + HOST + ":" + reads);
      set("burdock.sync.port", "0");
      set("burdock.management.port", "0");
      set("burdock.standalone.kafka-port", "0");
      set("burdock.standalone.registry-port", "0");
      set("burdock.federation.trust", ca.root().toString());
      set("burdock.federation.allowed-networks", "127.0.0.0/8");
    }

    public Preparation set(String key, String value) {
      settings.put(key, value);
      return this;
    }

    /**
     * Starts it; returns when every role serves.
     *
     * @param folder for its data; made if missing
     */
    public BurdockServer start(Path folder) {
      try {
        Files.createDirectories(folder);
        Path key = folder.resolve("homeserver.signing.key");
        String id = SynapseServer.KEY_ID.replace(':', ' ');
        Files.writeString(key, id + " " + homeserver.signingSeed() + "\n");
        set("burdock.signing-key." + homeserver.name(), key.toString());
        return new BurdockServer(
            Standalone.start(folder.resolve("data"), Settings.of(Map.copyOf(settings))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted: the start of Burdock", e);
      }
    }
  }
}
