package dev.burdock.tests.fuzz;

import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.registry.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;

/** Records with values at random, in the wire format of topics. */
final class RandomRecords {
  private static final long SEED = 4354;
  private static final int OF_EACH = 8;

  private RandomRecords() {}

  /** Some records of every schema that is registered. */
  static List<byte[]> ofAll(InMemoryRegistry registry) {
    List<byte[]> all = new ArrayList<>();
    for (int id = 1; id <= size(registry); id++) {
      all.addAll(of(id, registry.byId(id)));
    }
    return all;
  }

  static List<byte[]> of(InMemoryRegistry registry, Class<? extends SpecificRecord> type) {
    Schema schema = SpecificData.get().getSchema(type);
    return of(registry.register(schema.getFullName(), schema), schema);
  }

  private static List<byte[]> of(int id, Schema schema) {
    List<byte[]> records = new ArrayList<>();
    GenericDatumWriter<Object> writer = new GenericDatumWriter<>(schema);
    for (Object record : new RandomData(schema, OF_EACH, SEED, true)) {
      try {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writer.write(GenericData.get().deepCopy(schema, record), encoder);
        encoder.flush();
        records.add(out.toByteArray());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return records;
  }

  private static int size(InMemoryRegistry registry) {
    int id = 0;
    while (true) {
      try {
        registry.byId(id + 1);
        id++;
      } catch (RegistryException e) {
        return id;
      }
    }
  }
}
