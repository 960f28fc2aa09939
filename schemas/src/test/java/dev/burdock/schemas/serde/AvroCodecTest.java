package dev.burdock.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.burdock.schemas.event.RoomEvent;
import dev.burdock.schemas.registry.InMemoryRegistry;
import dev.burdock.schemas.registry.RegistryException;
import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.registry.Subjects;
import dev.burdock.schemas.user.UserRoom;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Records as bytes")
class AvroCodecTest {
  private static final long SEED = 4354;

  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final RandomRecords random = new RandomRecords(SEED);

  static Stream<Class<? extends SpecificRecord>> records() {
    return Subjects.RECORDS.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  @DisplayName("what is written is read back")
  <T extends SpecificRecord> void roundTrip(Class<T> type) {
    AvroSerde<T> serde = new AvroSerde<>(registry, type);
    for (int i = 0; i < 200; i++) {
      T record = random.next(type);

      T read = serde.deserializer().deserialize("t", serde.serializer().serialize("t", record));

      assertThat(read).as("record %s of seed %s", i, SEED).isEqualTo(record);
    }
  }

  @Test
  @DisplayName("a tombstone stays one")
  void tombstone() {
    AvroSerde<UserRoom> serde = new AvroSerde<>(registry, UserRoom.class);

    assertThat(serde.serializer().serialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", null)).isNull();
  }

  @Test
  @DisplayName("the wire format is 0, the id in four bytes, the record")
  void wireFormat() {
    registry.register("another", Schema.create(Schema.Type.STRING));
    byte[] bytes = new AvroCodec<>(registry, UserRoom.class).encode(random.next(UserRoom.class));

    assertThat(ByteBuffer.wrap(bytes).get()).isZero();
    assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  @DisplayName("random bytes are a record or unreadable, nothing else")
  <T extends SpecificRecord> void garbage(Class<T> type) {
    AvroCodec<T> codec = new AvroCodec<>(registry, type);
    codec.encode(random.next(type));
    for (int i = 0; i < 2_000; i++) {
      byte[] body = random.bytes(60);
      byte[] bytes = ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(1).put(body).array();
      assertReadOrRefused(codec, bytes, i);
      assertReadOrRefused(codec, body, i);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  @DisplayName("a record with one byte changed is a record or unreadable, nothing else")
  <T extends SpecificRecord> void oneByteChanged(Class<T> type) {
    AvroCodec<T> codec = new AvroCodec<>(registry, type);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = codec.encode(random.next(type));
      bytes[random.below(bytes.length)] = (byte) random.below(256);
      assertReadOrRefused(codec, bytes, i);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("records")
  @DisplayName("no bytes at all, where no tombstone can be, are unreadable")
  <T extends SpecificRecord> void noValue(Class<T> type) {
    AvroCodec<T> codec = new AvroCodec<>(registry, type);

    assertThatExceptionOfType(UnreadableRecordException.class).isThrownBy(() -> codec.decode(null));
  }

  @Test
  @DisplayName("an id that the registry does not know makes the record unreadable")
  void unknownId() {
    AvroCodec<UserRoom> codec = new AvroCodec<>(registry, UserRoom.class);

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 77, 1}))
        .withMessage("UserRoom: schema 77 is unknown");
  }

  @Test
  @DisplayName("a registry that is away does not make the record unreadable: it is asked again")
  void registryAway() {
    AvroCodec<UserRoom> codec = new AvroCodec<>(new AwayRegistry(), UserRoom.class);

    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 77, 1}))
        .matches(RegistryException::isRetriable);
  }

  @Test
  @DisplayName("what an earlier version wrote is read with the new field's default")
  void earlierVersion() {
    Schema earlier = withoutField(RoomEvent.getClassSchema(), "burst");
    int id = registry.register("earlier", earlier);
    RoomEvent record = RoomEvent.newBuilder(random.next(RoomEvent.class)).setBurst(null).build();
    byte[] bytes = new AvroCodec<>(registry, RoomEvent.class).encode(record);
    // A null burst is one byte, the branch of the union, between feed and body.
    byte[] written = EarlierWriter.write(earlier, record, id);

    assertThat(written).hasSize(bytes.length - 1);
    assertThat(new AvroCodec<>(registry, RoomEvent.class).decode(written)).isEqualTo(record);
  }

  private static void assertReadOrRefused(AvroCodec<?> codec, byte[] bytes, int attempt) {
    try {
      assertThat((Object) codec.decode(bytes)).isNotNull();
    } catch (UnreadableRecordException e) {
      assertThat(e).as("attempt %s of seed %s", attempt, SEED).hasMessageMatching("(?s)\\w+: .+");
    }
  }

  private static Schema withoutField(Schema schema, String name) {
    List<Schema.Field> fields =
        schema.getFields().stream()
            .filter(field -> !field.name().equals(name))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /** A registry that does not answer. */
  private static final class AwayRegistry implements SchemaRegistry {
    @Override
    public int register(String subject, Schema schema) {
      throw new RegistryException("away", true, null);
    }

    @Override
    public Schema byId(int id) {
      throw new RegistryException("away", true, null);
    }

    @Override
    public List<String> incompatibilities(String subject, Schema schema) {
      throw new RegistryException("away", true, null);
    }
  }
}
