package dev.burdock.schemas.serde;

import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * What Avro may do when it reads bytes of strangers: make the classes generated from our own
 * schemas (without this Avro 1.12 refuses every one of them), and allocate no more for a length
 * that it reads than a record can hold. An operator's system properties take precedence.
 */
final class AvroGuards {
  private static final String PACKAGES = "dev.burdock.";
  private static final Map<String, String> LIMITS =
      Map.of(
          "org.apache.avro.limits.bytes.maxLength", Integer.toString(16 << 20),
          "org.apache.avro.limits.string.maxLength", Integer.toString(1 << 20),
          "org.apache.avro.limits.collectionItems.maxLength", Integer.toString(1 << 20));

  static {
    LIMITS.forEach(System.getProperties()::putIfAbsent);
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), AvroGuards::isOurs));
  }

  private AvroGuards() {}

  /** The state of the topology has records of its own, outside of this module. */
  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith(PACKAGES)
        && (IndexedRecord.class.isAssignableFrom(type) || type.isEnum());
  }

  /** Puts them up, once per process. */
  static void install() {
    // Loading this class did it.
  }
}
