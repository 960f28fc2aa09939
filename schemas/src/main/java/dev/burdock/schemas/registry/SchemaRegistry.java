package dev.burdock.schemas.registry;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** Where schemas get the numbers that the Confluent wire format carries. Safe for many threads. */
public interface SchemaRegistry {

  /**
   * The id of {@code schema} under {@code subject}, registering it when it is new.
   *
   * @throws RegistryException when the registry refuses it or does not answer
   */
  int register(String subject, Schema schema);

  /**
   * The schema with this id.
   *
   * @throws RegistryException when the registry does not know it or does not answer
   */
  Schema byId(int id);

  /**
   * Why {@code schema} cannot follow the versions of {@code subject}; empty when it can.
   *
   * @throws RegistryException when the registry does not answer
   */
  List<String> incompatibilities(String subject, Schema schema);

  /** Why it could not do what it was last asked; empty while it can. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /**
   * Asks it something that every registry can answer, so that {@link #trouble()} is as of now.
   *
   * @throws RegistryException when it does not answer, or is none
   */
  default void check() {}
}
