package dev.burdock.deploy.app;

import dev.burdock.schemas.config.KafkaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code running.properties} of a standalone's data folder: where its broker and registry are, so
 * that {@code burdock tail --config} and other commands find them.
 */
final class RunningFile {
  private RunningFile() {}

  static void write(Path data, KafkaConfig kafka) throws IOException {
    String text =
        Stream.of(
                KafkaConfig.BOOTSTRAP.name() + "=" + kafka.bootstrapServers(),
                KafkaConfig.REGISTRY.name() + "=" + kafka.registryUrl(),
                KafkaConfig.PREFIX.name() + "=" + kafka.topicPrefix(),
                KafkaConfig.PARTITIONS.name() + "=" + kafka.partitions())
            .collect(Collectors.joining("\n", "# Written at each start.\n", "\n"));
    Files.writeString(data.resolve("running.properties"), text);
  }
}
