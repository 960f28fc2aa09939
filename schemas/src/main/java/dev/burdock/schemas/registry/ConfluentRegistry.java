package dev.burdock.schemas.registry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;

/**
 * A Confluent-compatible schema registry over Confluent's own client. The only class that knows the
 * client's package names: the client reaches Maven Central relocated inside a Flink artifact (ADR
 * 0003).
 */
public final class ConfluentRegistry implements SchemaRegistry {
  private static final int MAX_SCHEMAS_PER_SUBJECT = 1_000;
  private static final int CONFLICT = 409;
  private static final int MOST_CONFLICTS = 5;
  private static final long PAUSE_NANOS = 50_000_000;
  private static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";

  private final String url;
  private final SchemaRegistryClient client;
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();

  public ConfluentRegistry(String url) {
    this.url = url;
    this.client = new CachedSchemaRegistryClient(url, MAX_SCHEMAS_PER_SUBJECT);
  }

  /** Others may register the same at the same time, of which the registry makes a conflict. */
  @Override
  public int register(String subject, Schema schema) {
    AvroSchema wanted = new AvroSchema(schema.toString());
    return call(
        "register " + subject,
        () -> {
          for (int attempt = 1; ; attempt++) {
            try {
              return client.register(subject, wanted);
            } catch (RestClientException e) {
              if (e.getStatus() != CONFLICT || attempt == MOST_CONFLICTS) {
                throw e;
              }
              LockSupport.parkNanos(attempt * PAUSE_NANOS);
            }
          }
        });
  }

  @Override
  public Schema byId(int id) {
    Schema known = byId.get(id);
    if (known != null) {
      return known;
    }
    String text = call("read schema " + id, () -> client.getSchemaById(id).canonicalString());
    return byId.computeIfAbsent(id, any -> new Schema.Parser().parse(text));
  }

  @Override
  public List<String> incompatibilities(String subject, Schema schema) {
    AvroSchema asked = new AvroSchema(schema.toString());
    return call(
        "check " + subject,
        () -> {
          // Apicurio says whether, but not why: its reason is in a field that the client ignores.
          List<String> reasons = client.testCompatibilityVerbose(subject, asked);
          return !reasons.isEmpty() || client.testCompatibility(subject, asked)
              ? reasons
              : List.of("not compatible with an earlier version of " + subject);
        });
  }

  /**
   * Makes the registry refuse versions of {@code subject} that cannot read what any earlier one
   * wrote.
   */
  public void requireBackwardTransitive(String subject) {
    call(
        "set compatibility of " + subject,
        () -> client.updateCompatibility(subject, COMPATIBILITY));
  }

  private <T> T call(String what, RegistryCall<T> call) {
    try {
      return call.run();
    } catch (RestClientException e) {
      boolean retriable = e.getStatus() >= 500 || e.getStatus() == 429;
      throw new RegistryException(
          "schema registry " + url + ": cannot " + what + ": " + e.getMessage(), retriable, e);
    } catch (IOException e) {
      throw new RegistryException(
          "schema registry " + url + ": cannot " + what + ": " + e.getMessage(), true, e);
    }
  }

  @FunctionalInterface
  private interface RegistryCall<T> {
    T run() throws IOException, RestClientException;
  }
}
