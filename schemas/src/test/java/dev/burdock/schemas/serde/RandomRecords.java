package dev.burdock.schemas.serde;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Records filled from a seed, every branch of every union among them. */
final class RandomRecords {
  private static final int MOST_ELEMENTS = 4;

  private final Random random;

  RandomRecords(long seed) {
    AvroGuards.install();
    this.random = new Random(seed);
  }

  <T extends SpecificRecord> T next(Class<T> type) {
    return type.cast(value(SpecificData.get().getSchema(type)));
  }

  byte[] bytes(int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  private Object value(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case UNION -> value(one(schema.getTypes()));
      case ARRAY ->
          IntStream.range(0, below(MOST_ELEMENTS))
              .mapToObj(any -> value(schema.getElementType()))
              .collect(Collectors.toList());
      case ENUM -> SpecificData.get().createEnum(one(schema.getEnumSymbols()), schema);
      case STRING -> "s" + random.nextInt() + "ü";
      case BYTES -> ByteBuffer.wrap(bytes(40));
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
      default -> throw new IllegalArgumentException("no value for " + schema.getType());
    };
  }

  private SpecificRecord record(Schema schema) {
    var record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema())));
    return record;
  }

  private <E> E one(List<E> list) {
    return list.get(below(list.size()));
  }
}
