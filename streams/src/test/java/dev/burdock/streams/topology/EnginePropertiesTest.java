package dev.burdock.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.streams.config.EngineConfig;
import dev.burdock.streams.metrics.RoomMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The properties of Kafka Streams")
class EnginePropertiesTest {
  /** A broker's session (9 s by Kafka's default), and the election of another controller. */
  private static final Duration LOSS_OF_A_BROKER = Duration.ofSeconds(13);

  @Test
  @DisplayName("let a transaction outlast the loss of a broker")
  void transactionOutlastsTheLossOfABroker() {
    assertThat(transactionTimeout(Map.of())).isGreaterThan(LOSS_OF_A_BROKER.multipliedBy(2));
  }

  @Test
  @DisplayName("let the operator say how long a transaction may take")
  void operatorSaysOtherwise() {
    Map<String, String> client = Map.of("producer.transaction.timeout.ms", "12345");

    assertThat(transactionTimeout(client)).isEqualTo(Duration.ofMillis(12_345));
  }

  private static Duration transactionTimeout(Map<String, String> client) {
    EngineConfig engine = new EngineConfig(Path.of("any"), 1, 1, 100, 8_000, "", 16, 1_000);
    KafkaConfig kafka =
        new KafkaConfig("127.0.0.1:1", "http://127.0.0.1:1", "test.", 1, (short) 1, client);
    RoomMetrics metrics = new RoomMetrics(new SimpleMeterRegistry());
    StreamsConfig config =
        new StreamsConfig(EngineProperties.of(engine, kafka, "127.0.0.1:1", metrics));
    Object millis = config.getProducerConfigs("any").get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    return Duration.ofMillis(Long.parseLong(millis.toString()));
  }
}
