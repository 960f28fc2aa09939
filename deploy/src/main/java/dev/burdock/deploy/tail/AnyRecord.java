package dev.burdock.deploy.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * Values in the Confluent wire format as JSON, whatever their schema; JSON in bytes is shown as it
 * is.
 */
final class AnyRecord {
  private static final int HEADER_BYTES = 5;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SchemaRegistry registry;

  AnyRecord(SchemaRegistry registry) {
    this.registry = registry;
  }

  /** The value; null for a tombstone, its text for what is not Avro. */
  JsonNode json(byte[] value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value.length < HEADER_BYTES || value[0] != 0) {
      return bytes(ByteBuffer.wrap(value));
    }
    try {
      var schema = registry.byId(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt());
      var decoder =
          DecoderFactory.get()
              .binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
      return node(new GenericDatumReader<>(schema).read(null, decoder));
    } catch (IOException | AvroRuntimeException | RegistryException e) {
      return JSON.objectNode().put("unreadable", e.getMessage());
    }
  }

  private JsonNode node(Object value) {
    if (value instanceof GenericRecord record) {
      return record(record);
    } else if (value instanceof Collection<?> elements) {
      ArrayNode array = JSON.arrayNode();
      elements.forEach(element -> array.add(node(element)));
      return array;
    } else if (value instanceof ByteBuffer buffer) {
      return bytes(buffer);
    } else if (value instanceof Boolean bool) {
      return JSON.booleanNode(bool);
    } else if (value instanceof Number number) {
      return JSON.numberNode(number.longValue());
    }
    return value == null ? JSON.nullNode() : JSON.textNode(value.toString());
  }

  private ObjectNode record(GenericRecord record) {
    ObjectNode object = JSON.objectNode();
    for (var field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value instanceof GenericRecord inner && field.name().equals("body")) {
        object.put("is", inner.getSchema().getName());
      }
      object.set(field.name(), node(value));
    }
    return object;
  }

  private static JsonNode bytes(ByteBuffer buffer) {
    String text = StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.textNode(text);
    }
  }
}
