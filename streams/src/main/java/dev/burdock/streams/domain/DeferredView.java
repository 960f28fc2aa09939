package dev.burdock.streams.domain;

import dev.burdock.streams.kept.KeptEvent;
import java.util.List;
import java.util.Optional;

/** What is known of deferred events and of the limits that deferred them. */
public interface DeferredView {
  Optional<KeptEvent> event(String room, DeferredRef ref);

  /** The deferred events of a sender up to and with this one, in the order of deferral. */
  List<DeferredRef> upTo(String room, DeferredRef last);

  Optional<Bucket> bucket(BucketKey key);
}
