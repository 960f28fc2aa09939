package dev.burdock.deploy.command;

import dev.burdock.deploy.tail.Tail;
import dev.burdock.schemas.config.KafkaConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code burdock tail}. */
@Command(
    name = "tail",
    description = "Prints the records of a topic as lines of JSON, new ones as they come.")
final class TailCommand implements Callable<Integer> {
  @Mixin private ConfigOptions config;

  @Parameters(
      paramLabel = "TOPIC",
      description = "With or without burdock.topics.prefix: deliveries, room-events, …")
  private String topic;

  @Option(names = "--from-beginning", description = "Starts with the oldest record.")
  private boolean fromBeginning;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "9223372036854775807",
      description = "Ends after N records.")
  private long count;

  @Option(names = "--key", paramLabel = "KEY", description = "Only records with this key.")
  private String key;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    KafkaConfig kafka = KafkaConfig.from(config.settings());
    new Tail(kafka, topic, fromBeginning, key).print(spec.commandLine().getOut(), count);
    return 0;
  }
}
