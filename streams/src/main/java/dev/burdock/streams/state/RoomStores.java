package dev.burdock.streams.state;

import dev.burdock.streams.domain.HeldRef;
import dev.burdock.streams.domain.MapCandidate;
import dev.burdock.streams.domain.MapKey;
import dev.burdock.streams.domain.Members;
import dev.burdock.streams.domain.RoomView;
import dev.burdock.streams.domain.RoomWriter;
import dev.burdock.streams.domain.Timer;
import dev.burdock.streams.kept.AuthState;
import dev.burdock.streams.kept.KeptEvent;
import dev.burdock.streams.kept.Member;
import dev.burdock.streams.kept.RedactionMark;
import dev.burdock.streams.kept.SeenEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueStore;

/** What is known of rooms, in the stores of one task. */
public final class RoomStores implements RoomView, RoomWriter {
  private static final byte[] PRESENT = {1};

  /** The stores of a task, each of bytes by bytes. */
  public record Stores(
      KeyValueStore<byte[], byte[]> sticky,
      KeyValueStore<byte[], byte[]> held,
      KeyValueStore<byte[], byte[]> events,
      KeyValueStore<byte[], byte[]> members,
      KeyValueStore<byte[], byte[]> servers,
      KeyValueStore<byte[], byte[]> auth,
      KeyValueStore<byte[], byte[]> timers,
      KeyValueStore<byte[], byte[]> map,
      KeyValueStore<byte[], byte[]> deferred,
      KeyValueStore<byte[], byte[]> limits) {}

  private final Stores stores;
  private final Codecs codecs;
  private final TimerQueue timers;
  private final MapValues map;
  private final DeferredStores deferrals;
  private final RoomServers servers;

  public RoomStores(Stores stores, Codecs codecs) {
    this.stores = stores;
    this.codecs = codecs;
    this.timers = new TimerQueue(stores.timers());
    this.map = new MapValues(stores.map());
    this.deferrals = new DeferredStores(stores.deferred(), stores.limits(), codecs.events());
    this.servers = new RoomServers(stores.servers());
  }

  /** Up to where the records of the task were applied. */
  public Applied applied() {
    return Applied.read(stores.sticky);
  }

  /** Written last, after all that the record changed. */
  public void putApplied(Applied applied) {
    applied.write(stores.sticky);
  }

  public TimerQueue timers() {
    return timers;
  }

  @Override
  public Optional<SeenEvent> seen(String room, String eventId) {
    return get(stores.events, RoomKeys.seen(room, eventId), codecs.seen()::decode);
  }

  @Override
  public boolean told(String room, String eventId) {
    return stores.events.get(RoomKeys.told(room, eventId)) != null;
  }

  @Override
  public List<RedactionMark> redactionsOf(String room, String eventId) {
    return Scans.list(
        stores.events,
        RoomKeys.redactions(room, eventId),
        (key, value) -> codecs.redactions().decode(value));
  }

  @Override
  public Optional<KeptEvent> sticky(String room, long offset, int index) {
    return get(stores.sticky, RoomKeys.sticky(room, offset, index), codecs.events()::decode);
  }

  @Override
  public void eachSticky(String room, Consumer<KeptEvent> consumer) {
    try (var entries = Scans.below(stores.sticky, new KeyWriter().text(room))) {
      entries.forEachRemaining(entry -> consumer.accept(codecs.events().decode(entry.value)));
    }
  }

  @Override
  public Optional<KeptEvent> held(String room, String sender, long arrivalOffset) {
    return get(stores.held, RoomKeys.held(room, sender, arrivalOffset), codecs.events()::decode);
  }

  @Override
  public List<HeldRef> held(String room) {
    return held(new KeyWriter().text(room));
  }

  @Override
  public List<HeldRef> heldOf(String room, String sender) {
    return held(new KeyWriter().text(room).text(sender));
  }

  @Override
  public DeferredStores deferrals() {
    return deferrals;
  }

  @Override
  public Optional<Member> member(String room, String user) {
    return get(stores.members, RoomKeys.pair(room, user), codecs.members()::decode);
  }

  @Override
  public boolean hasJoined(String room, String server) {
    return servers.hasJoined(room, server);
  }

  @Override
  public List<String> servers(String room) {
    return servers.of(room);
  }

  @Override
  public boolean erased(String room, String user) {
    return stores.events.get(RoomKeys.erased(room, user)) != null;
  }

  /** Jumps in turn in the rooms of the server and in those that have events. */
  @Override
  public void eachStickyRoom(String server, Consumer<String> consumer) {
    String room = servers.firstRoom(server);
    while (room != null) {
      String sticky = stickyRoomFrom(room);
      if (room.equals(sticky)) {
        consumer.accept(room);
        room = servers.roomBehind(server, room);
      } else {
        room = sticky == null ? null : servers.roomFrom(server, sticky);
      }
    }
  }

  private String stickyRoomFrom(String room) {
    try (var entries = stores.sticky.range(new KeyWriter().text(room).bytes(), null)) {
      return entries.hasNext() ? new KeyReader(entries.next().key).text() : null;
    }
  }

  /** Makes what is stored of older versions fit for {@link #eachStickyRoom}. */
  public void index() {
    servers.index();
  }

  @Override
  public Optional<MapCandidate> mapWinner(MapKey key, Predicate<MapCandidate> mayShow) {
    return map.winner(key, mayShow);
  }

  @Override
  public Optional<String> mapShown(MapKey key) {
    return map.shown(key);
  }

  @Override
  public Optional<AuthState> auth(String room, String type) {
    return get(stores.auth, RoomKeys.pair(room, type), codecs.auth()::decode);
  }

  @Override
  public void putSticky(String room, KeptEvent event) {
    stores.sticky.put(
        RoomKeys.sticky(room, event.getOffset(), event.getIndex()), codecs.events().encode(event));
  }

  @Override
  public void dropSticky(String room, long offset, int index) {
    stores.sticky.delete(RoomKeys.sticky(room, offset, index));
  }

  @Override
  public void putHeld(String room, KeptEvent event) {
    stores.held.put(
        RoomKeys.held(room, event.getSender(), event.getArrivalOffset()),
        codecs.events().encode(event));
  }

  @Override
  public void dropHeld(String room, String sender, long arrivalOffset) {
    stores.held.delete(RoomKeys.held(room, sender, arrivalOffset));
  }

  @Override
  public void putSeen(String room, String eventId, SeenEvent seen) {
    stores.events.put(RoomKeys.seen(room, eventId), codecs.seen().encode(seen));
  }

  @Override
  public void dropSeen(String room, String eventId) {
    stores.events.delete(RoomKeys.seen(room, eventId));
  }

  @Override
  public void putTold(String room, String eventId) {
    stores.events.put(RoomKeys.told(room, eventId), PRESENT);
  }

  @Override
  public void dropTold(String room, String eventId) {
    stores.events.delete(RoomKeys.told(room, eventId));
  }

  @Override
  public void putRedaction(String room, String target, String redaction, RedactionMark mark) {
    stores.events.put(
        RoomKeys.redaction(room, target, redaction), codecs.redactions().encode(mark));
  }

  @Override
  public void dropRedaction(String room, String target, String redaction) {
    stores.events.delete(RoomKeys.redaction(room, target, redaction));
  }

  @Override
  public void putMember(String room, String user, Member member) {
    stores.members.put(RoomKeys.pair(room, user), codecs.members().encode(member));
    servers.put(room, user, Members.isJoined(member));
  }

  @Override
  public void dropMember(String room, String user) {
    stores.members.delete(RoomKeys.pair(room, user));
    servers.put(room, user, false);
  }

  @Override
  public void putErased(String room, String user) {
    stores.events.put(RoomKeys.erased(room, user), PRESENT);
  }

  @Override
  public void dropErased(String room, String user) {
    stores.events.delete(RoomKeys.erased(room, user));
  }

  @Override
  public void putMapCandidate(MapKey key, MapCandidate candidate) {
    map.put(key, candidate);
  }

  @Override
  public void dropMapCandidate(MapKey key, MapCandidate candidate) {
    map.drop(key, candidate);
  }

  @Override
  public void putMapShown(MapKey key, String eventId) {
    map.show(key, eventId);
  }

  @Override
  public void dropMapShown(MapKey key) {
    map.showNothing(key);
  }

  @Override
  public void putAuth(String room, String type, AuthState state) {
    stores.auth.put(RoomKeys.pair(room, type), codecs.auth().encode(state));
  }

  @Override
  public void putTimer(Timer timer) {
    timers.put(timer);
  }

  @Override
  public void dropTimer(Timer timer) {
    timers.drop(timer);
  }

  private List<HeldRef> held(KeyWriter prefix) {
    return Scans.list(stores.held, prefix, (key, value) -> ref(key)).stream()
        .sorted(Comparator.comparingLong(HeldRef::arrivalOffset))
        .toList();
  }

  private static HeldRef ref(byte[] key) {
    KeyReader reader = new KeyReader(key);
    reader.text();
    return new HeldRef(reader.text(), reader.int64());
  }

  private static <T> Optional<T> get(
      KeyValueStore<byte[], byte[]> store, byte[] key, Function<byte[], T> reader) {
    return Optional.ofNullable(store.get(key)).map(reader);
  }
}
