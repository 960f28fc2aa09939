package dev.burdock.matrix.sign;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.Optional;

/**
 * The one class that names the native provider's classes, and so cannot be linked without its jar.
 */
final class NativeProvider {
  private NativeProvider() {}

  /** The provider, if its library loads on this platform. */
  static Optional<Provider> load() {
    AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    return provider.getLoadingError() == null ? Optional.of(provider) : Optional.empty();
  }
}
