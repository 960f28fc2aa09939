package dev.burdock.tests.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.burdock.deploy.embedded.EmbeddedKafka;
import dev.burdock.deploy.embedded.EmbeddedRegistry;
import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.config.Settings;
import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.ConfluentRegistry;
import dev.burdock.schemas.topic.Topic;
import dev.burdock.schemas.topic.TopicCatalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded broker and registry")
public class EmbeddedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path dir;

  @Test
  @DisplayName("topics that the catalogue made are there after a restart on another port")
  void topicsSurviveARestart() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0)) {
      assertThat(ensure(kafka).missing()).hasSize(Topic.values().length);
    }

    try (EmbeddedKafka again = EmbeddedKafka.start(dir, 0)) {
      assertThat(ensure(again).clean()).isTrue();
    }
  }

  @Test
  @DisplayName("the catalogue names each topic that differs, and changes nothing")
  void driftIsReported() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(dir, 0)) {
      ensure(kafka);
      String outbound = Topic.OUTBOUND.name("burdock.");
      try (Admin admin = admin(kafka)) {
        admin.createPartitions(Map.of(outbound, NewPartitions.increaseTo(5))).all().get();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, "burdock.rooms");
        var change =
            new AlterConfigOp(
                new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
      }

      // The broker tells of a change some time after it acknowledged it.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ensure(kafka).drift())
                      .extracting(Object::toString)
                      .containsExactlyInAnyOrder(
                          "burdock.outbound: partitions: 5 (expected: 3)",
                          "burdock.rooms: cleanup.policy: delete (expected: compact)"));
    }
  }

  @Test
  @DisplayName("schema ids are the same after the registry was killed")
  void schemaIdsSurviveAKill() throws Exception {
    Schema schema = RoomEvent.getClassSchema();
    int id;
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir, 0)) {
      ConfluentRegistry client = new ConfluentRegistry(registry.url());
      client.register("first", Schema.create(Schema.Type.STRING));
      id = client.register(schema.getFullName(), schema);
      kill(registry);
    }

    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir, 0)) {
      ConfluentRegistry client = new ConfluentRegistry(registry.url());
      assertThat(client.byId(id)).isEqualTo(schema);
      assertThat(client.register(schema.getFullName(), schema)).isEqualTo(id);
    }
  }

  @Test
  @DisplayName("a registry that an earlier process left behind is ended at the next start")
  void leftoverRegistryIsEnded() throws Exception {
    EmbeddedRegistry leftover = EmbeddedRegistry.start(dir, 0);

    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir, 0)) {
      assertThat(ProcessHandle.of(leftover.pid()).filter(ProcessHandle::isAlive)).isEmpty();
      assertThat(registry.ready()).isTrue();
    }
  }

  @Test
  @DisplayName("the registry refuses a schema that cannot read what is stored")
  void registryRefusesIncompatibleSchema() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(dir, 0)) {
      ConfluentRegistry client = new ConfluentRegistry(registry.url());
      client.register("subject", record("{\"name\":\"a\",\"type\":\"string\"}"));
      client.requireBackwardTransitive("subject");

      var reasons =
          client.incompatibilities("subject", record("{\"name\":\"b\",\"type\":\"string\"}"));

      assertThat(reasons).isNotEmpty();
    }
  }

  private static Schema record(String field) {
    return new Schema.Parser()
        .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + field + "]}");
  }

  private static void kill(EmbeddedRegistry registry) {
    ProcessHandle.of(registry.pid()).orElseThrow().destroyForcibly();
    await().atMost(PATIENCE).until(() -> !registry.ready());
  }

  private static TopicCatalogue.Report ensure(EmbeddedKafka kafka) throws Exception {
    KafkaConfig config =
        KafkaConfig.from(
            Settings.of(
                Map.of(
                    "burdock.kafka.bootstrap",
                    kafka.bootstrap(),
                    "burdock.topics.partitions",
                    "3")));
    try (Admin admin = admin(kafka)) {
      return new TopicCatalogue(config, admin).ensure();
    }
  }

  private static Admin admin(EmbeddedKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
  }
}
