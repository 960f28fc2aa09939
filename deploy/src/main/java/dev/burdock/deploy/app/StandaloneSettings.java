package dev.burdock.deploy.app;

import dev.burdock.deploy.embedded.FreePorts;
import dev.burdock.fanout.sync.config.HandOverConfig;
import dev.burdock.fanout.sync.config.SyncConfig;
import dev.burdock.ingest.config.IngestConfig;
import dev.burdock.matrix.sign.SigningKey;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.streams.config.EngineConfig;
import dev.burdock.streams.config.ReadsConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;

/**
 * What standalone chooses at its first start when nobody configured it, kept in {@code
 * standalone.properties} of its data folder: a server name, a signing key, tokens, and the number
 * of partitions, which must never change.
 */
final class StandaloneSettings {
  private static final String SERVER = "burdock.localhost";
  private static final int SECRET_BYTES = 24;

  /** Nobody waits to take over, and a short standstill of the machine must not abort (ADR 4). */
  private static final Map<String, String> ALONE =
      Map.of(KafkaConfig.CLIENT_PREFIX + "producer.transaction.timeout.ms", "60000");

  private static final SecureRandom RANDOM = new SecureRandom();

  private StandaloneSettings() {}

  /** {@code configured} on top of what was chosen for {@code data}. */
  static Settings of(Path data, Settings configured) throws IOException {
    Path file = data.resolve("standalone.properties");
    if (!Files.exists(file)) {
      choose(data, file);
    }
    Map<String, String> all = new HashMap<>(read(file));
    all.putAll(configured.below(""));
    return Settings.of(all);
  }

  /** Where the streams role keeps its stores and sync finds it, unless {@code configured}. */
  static Map<String, String> streams(Path data, Settings configured) throws IOException {
    int port = FreePorts.orFree(configured.get(ReadsConfig.PORT).intValue());
    Map<String, String> here = new HashMap<>(ALONE);
    here.put(EngineConfig.STATE_DIR.name(), data.resolve("streams").toString());
    here.put(SyncConfig.ROOM_READS.name(), "http://127.0.0.1:" + port);
    here.put(HandOverConfig.INGEST.name(), ingest(configured));
    here.putAll(configured.below(""));
    here.put(ReadsConfig.PORT.name(), Integer.toString(port));
    return here;
  }

  /** Where sync finds the ingest of the same process; nowhere when its port is any free one. */
  private static String ingest(Settings configured) {
    long port = configured.get(IngestConfig.PORT);
    return port == 0 ? "" : "http://127.0.0.1:" + port;
  }

  private static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    Map<String, String> texts = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
    return texts;
  }

  private static void choose(Path data, Path file) throws IOException {
    Path key = data.resolve("signing.key");
    ownerOnly(key);
    Files.writeString(key, SigningKey.generate("burdock", RANDOM).toFileLine() + "\n");
    Properties chosen = new Properties();
    chosen.setProperty("burdock.servers", SERVER);
    chosen.setProperty("burdock.signing-key." + SERVER, key.toString());
    chosen.setProperty("burdock.topics.partitions", "4");
    chosen.setProperty("burdock.internal.secret", secret());
    chosen.setProperty("burdock.ingest.hs-token", secret());
    chosen.setProperty("burdock.ingest.native-token", secret());
    Path temporary = data.resolve("standalone.properties.new");
    ownerOnly(temporary);
    try (Writer writer = Files.newBufferedWriter(temporary)) {
      chosen.store(writer, "Chosen at the first start; --config and --set take precedence.");
    }
    Files.move(temporary, file);
  }

  private static void ownerOnly(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
