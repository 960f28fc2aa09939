package dev.burdock.schemas.registry;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/**
 * A registry within one process, for topology and serde tests: ids by order of registration, from
 * 1.
 */
public final class InMemoryRegistry implements SchemaRegistry {
  private final List<Schema> schemas = new ArrayList<>();

  @Override
  public synchronized int register(String subject, Schema schema) {
    int index = schemas.indexOf(schema);
    if (index < 0) {
      schemas.add(schema);
      index = schemas.size() - 1;
    }
    return index + 1;
  }

  @Override
  public synchronized Schema byId(int id) {
    if (id < 1 || id > schemas.size()) {
      throw new RegistryException("schema id " + id + ": unknown", false, null);
    }
    return schemas.get(id - 1);
  }

  @Override
  public List<String> incompatibilities(String subject, Schema schema) {
    return List.of();
  }
}
