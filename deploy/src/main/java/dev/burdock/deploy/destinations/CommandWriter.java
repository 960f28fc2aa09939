package dev.burdock.deploy.destinations;

import dev.burdock.schemas.config.KafkaConfig;
import dev.burdock.schemas.destination.Command;
import dev.burdock.schemas.destination.DestinationCommand;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.schemas.topic.Partitions;
import dev.burdock.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes commands to the owners of destinations. */
final class CommandWriter {
  private static final Map<String, Object> OWN =
      Map.of(
          "acks",
          "all",
          "request.timeout.ms",
          5_000,
          "delivery.timeout.ms",
          10_000,
          "max.block.ms",
          10_000);

  private final KafkaConfig kafka;
  private final AvroCodec<DestinationCommand> codec;

  CommandWriter(KafkaConfig kafka, AvroCodec<DestinationCommand> codec) {
    this.kafka = kafka;
    this.codec = codec;
  }

  /** Returns when Kafka has the command for each of {@code destinations}. */
  void write(Command command, Collection<String> destinations, long askedTs)
      throws ExecutionException, InterruptedException {
    String topic = Topic.DESTINATION_COMMANDS.name(kafka.topicPrefix());
    byte[] value = codec.encode(new DestinationCommand(command, askedTs));
    try (var producer =
        new KafkaProducer<>(
            kafka.clientProperties(OWN), new StringSerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (String destination : destinations) {
        int partition = Partitions.of(destination, kafka.partitions());
        sent.add(producer.send(new ProducerRecord<>(topic, partition, destination, value)));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }
}
