package dev.burdock.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Writes records with a schema that lacks some of their fields, as an earlier version did. */
final class EarlierWriter {
  private EarlierWriter() {}

  static byte[] write(Schema earlier, SpecificRecord record, int id) {
    GenericData.Record copy = new GenericData.Record(earlier);
    earlier
        .getFields()
        .forEach(
            field ->
                copy.put(field.pos(), record.get(record.getSchema().getField(field.name()).pos())));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new SpecificDatumWriter<>(earlier).write(copy, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
