package dev.burdock.ingest.keys;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often each address is asked at once, whatever names lead to it. Of an IPv6 address the first
 * 64 bits count: the rest is its owner's choice. Safe for many threads.
 */
final class AddressPlaces {
  private static final int IPV6_BYTES = 16;
  private static final int NETWORK_BYTES = 8;

  private final int most;
  private final Map<ByteBuffer, Integer> taken = new HashMap<>();

  AddressPlaces(int most) {
    this.most = most;
  }

  /**
   * A place, if there is one.
   *
   * @return gives the place back, to be run once
   */
  synchronized Optional<Runnable> take(InetAddress address) {
    ByteBuffer network = network(address.getAddress());
    if (taken.getOrDefault(network, 0) >= most) {
      return Optional.empty();
    }
    taken.merge(network, 1, Integer::sum);
    return Optional.of(() -> give(network));
  }

  private synchronized void give(ByteBuffer network) {
    taken.computeIfPresent(network, (any, count) -> count == 1 ? null : count - 1);
  }

  private static ByteBuffer network(byte[] raw) {
    return ByteBuffer.wrap(raw.length == IPV6_BYTES ? Arrays.copyOf(raw, NETWORK_BYTES) : raw);
  }
}
