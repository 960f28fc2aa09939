package dev.burdock.schemas.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/** The committed versions of one schema, {@code schemas/history/<full name>/<n>.avsc}, n from 1. */
record SchemaHistory(Path folder) {

  static SchemaHistory of(Schema schema) {
    return new SchemaHistory(Path.of("history", schema.getFullName()));
  }

  /** All versions, the oldest first. */
  List<Schema> versions() throws IOException {
    List<Schema> versions = new ArrayList<>();
    for (Path file = file(1); Files.exists(file); file = file(versions.size() + 1)) {
      versions.add(new Schema.Parser().parse(Files.readString(file)));
    }
    return versions;
  }

  boolean newestIs(Schema schema) throws IOException {
    List<Schema> versions = versions();
    return !versions.isEmpty()
        && versions.get(versions.size() - 1).toString().equals(schema.toString());
  }

  void add(Schema schema) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        file(versions().size() + 1), SchemaFormatter.format("json/pretty", schema) + "\n");
  }

  private Path file(int version) {
    return folder.resolve(version + ".avsc");
  }
}
