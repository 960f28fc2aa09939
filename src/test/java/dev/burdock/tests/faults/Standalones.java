package dev.burdock.tests.faults;

import dev.burdock.deploy.app.Role;
import dev.burdock.deploy.app.Standalone;
import dev.burdock.schemas.config.Settings;
import dev.burdock.testkit.world.World;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Standalone on ports that are free, in the surroundings of a world. */
final class Standalones {
  private Standalones() {}

  /** Starts it on its data, which may be of a run before. */
  static Standalone start(World world, Path data) throws Exception {
    Map<String, String> settings = new HashMap<>(world.settings());
    settings.put("burdock.standalone.kafka-port", "0");
    settings.put("burdock.standalone.registry-port", "0");
    settings.put("burdock.management.port", "0");
    for (String role : List.of("ingest", "streams", "sync")) {
      settings.put("burdock." + role + ".port", "0");
    }
    return Standalone.start(data, Settings.of(settings));
  }

  static URI url(Standalone standalone, Role role) {
    return URI.create("http://127.0.0.1:" + standalone.port(role));
  }
}
