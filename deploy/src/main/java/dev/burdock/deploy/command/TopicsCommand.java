package dev.burdock.deploy.command;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code burdock topics}. */
@Command(
    name = "topics",
    description = "Compares the topics of a cluster with those that Burdock needs.",
    footer = "%nExits with 3 when a topic differs (check: or is missing). It never changes one.")
final class TopicsCommand implements Callable<Integer> {
  /** What to do. */
  enum Action {
    CHECK,
    ENSURE
  }

  private static final int DRIFT = 3;

  @Mixin private ConfigOptions config;

  @Parameters(
      paramLabel = "check|ensure",
      defaultValue = "CHECK",
      description = "check: only look (the default); ensure: create what is missing.")
  private Action action;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    KafkaConfig kafka = KafkaConfig.from(config.settings());
    try (Admin admin = Admin.create(kafka.clientProperties(Admins.QUICK))) {
      TopicCatalogue catalogue = new TopicCatalogue(kafka, admin);
      return report(action == Action.ENSURE ? catalogue.ensure() : catalogue.check());
    } catch (ExecutionException e) {
      throw new IOException(kafka.bootstrapServers() + ": " + e.getCause().getMessage(), e);
    }
  }

  private int report(TopicCatalogue.Report report) {
    var out = spec.commandLine().getOut();
    String missing = action == Action.ENSURE ? "created: " : "missing: ";
    report.missing().forEach(topic -> out.println(missing + topic));
    report.drift().forEach(drift -> out.println("differs: " + drift));
    boolean fine = report.drift().isEmpty() && (action == Action.ENSURE || report.clean());
    out.println(fine ? "topics: as they should be" : "topics: not as they should be");
    out.flush();
    return fine ? 0 : DRIFT;
  }

  /** Settings for a command that a person waits for. */
  private static final class Admins {
    static final Map<String, Object> QUICK =
        Map.of("default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000);
  }
}
