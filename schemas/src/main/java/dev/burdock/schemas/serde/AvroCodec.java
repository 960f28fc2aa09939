package dev.burdock.schemas.serde;

import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.registry.SchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records of one type as bytes and back, in the Confluent wire format: 0, the schema's id in four
 * bytes, the record in Avro's binary form. The subject is the record's full name. Safe for many
 * threads.
 */
public final class AvroCodec<T extends SpecificRecord> {
  private static final byte MAGIC = 0;
  private static final int HEADER_BYTES = 5;

  static {
    AvroGuards.install();
  }

  private final SchemaRegistry registry;
  private final Class<T> type;
  private final Schema schema;
  private final SpecificDatumWriter<T> writer;
  private final Map<Integer, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();
  private volatile int writerId = -1;

  public AvroCodec(SchemaRegistry registry, Class<T> type) {
    this.registry = registry;
    this.type = type;
    this.schema = SpecificData.get().getSchema(type);
    this.writer = new SpecificDatumWriter<>(schema);
  }

  /**
   * The bytes of {@code record}.
   *
   * @throws RegistryException when the schema is not yet registered and cannot be
   */
  public byte[] encode(T record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    out.write(MAGIC);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(writerId()).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * The record that {@code bytes} hold, whichever version wrote them.
   *
   * @param bytes null, which no record is, where a topic has no tombstones
   * @throws UnreadableRecordException when they hold none
   * @throws RegistryException retriable, when the registry does not answer
   */
  public T decode(byte[] bytes) {
    if (bytes == null) {
      throw new UnreadableRecordException(type.getSimpleName() + ": no value", null);
    }
    if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
      throw new UnreadableRecordException(
          type.getSimpleName() + ": not in the Confluent wire format (" + bytes.length + " bytes)",
          null);
    }
    int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
    SpecificDatumReader<T> reader = reader(id);
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableRecordException(
          type.getSimpleName() + ": cannot be read with schema " + id + ": " + e, e);
    }
  }

  private int writerId() {
    if (writerId < 0) {
      writerId = registry.register(schema.getFullName(), schema);
    }
    return writerId;
  }

  private SpecificDatumReader<T> reader(int id) {
    SpecificDatumReader<T> known = readers.get(id);
    if (known != null) {
      return known;
    }
    Schema written;
    try {
      written = registry.byId(id);
    } catch (RegistryException e) {
      if (e.isRetriable()) {
        throw e;
      }
      throw new UnreadableRecordException(
          type.getSimpleName() + ": schema " + id + " is unknown", e);
    }
    return readers.computeIfAbsent(id, any -> new SpecificDatumReader<>(written, schema));
  }
}
