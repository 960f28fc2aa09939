package dev.burdock.streams.state;

import dev.burdock.schemas.registry.SchemaRegistry;
import dev.burdock.schemas.serde.AvroCodec;
import dev.burdock.streams.kept.AuthState;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Member;
import dev.burdock.streams.kept.RedactionMark;
import dev.burdock.streams.kept.SeenEvent;

/** The codecs of the stores' values, made once for all tasks. */
public record Codecs(
    AvroCodec<KeptEvent> events,
    AvroCodec<SeenEvent> seen,
    AvroCodec<RedactionMark> redactions,
    AvroCodec<Member> members,
    AvroCodec<AuthState> auth) {

  public static Codecs of(SchemaRegistry registry) {
    return new Codecs(
        new AvroCodec<>(registry, KeptEvent.class),
        new AvroCodec<>(registry, SeenEvent.class),
        new AvroCodec<>(registry, RedactionMark.class),
        new AvroCodec<>(registry, Member.class),
        new AvroCodec<>(registry, AuthState.class));
  }
}
