package dev.burdock.fanout.sync.config;

import dev.burdock.matrix.hash.Sha256;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Configured access tokens, kept as SHA-256 alone, and the users whom they stand for. */
public final class AccessTokens {
  private final Map<String, String> users;

  private AccessTokens(Map<String, String> users) {
    this.users = Map.copyOf(users);
  }

  /** The id of the user whose token this is. */
  public Optional<String> user(String token) {
    return Optional.ofNullable(users.get(hash(token)));
  }

  /** The hex SHA-256 of a token. */
  public static String hash(String token) {
    return HexFormat.of().formatHex(Sha256.of(token));
  }

  @Override
  public String toString() {
    return users.size() + " access tokens";
  }

  /** Collects tokens. */
  public static final class Builder {
    private final Map<String, String> users = new HashMap<>();

    /** Adds a token, or its hash when it is 64 hex digits. */
    public Builder add(String tokenOrHash, String userId) {
      boolean hashed = tokenOrHash.matches("[0-9a-fA-F]{64}");
      users.put(hashed ? tokenOrHash.toLowerCase(Locale.ROOT) : hash(tokenOrHash), userId);
      return this;
    }

    public AccessTokens build() {
      return new AccessTokens(users);
    }
  }
}
