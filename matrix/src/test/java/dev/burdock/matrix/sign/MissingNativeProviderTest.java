package dev.burdock.matrix.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Without the native provider's jar")
class MissingNativeProviderTest {
  @Test
  @DisplayName("the JDK signs, and the same")
  void fallback() throws ReflectiveOperationException, java.io.IOException {
    URL classes = Ed25519Provider.class.getProtectionDomain().getCodeSource().getLocation();
    try (WithoutNative loader = new WithoutNative(classes)) {
      Class<?> provider = loader.loadClass(Ed25519Provider.class.getName());
      Object best = provider.getMethod("best").invoke(null);
      Class<?> signingKey = loader.loadClass(SigningKey.class.getName());
      Object key =
          signingKey
              .getMethod("parse", String.class)
              .invoke(null, "ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");

      byte[] signature =
          (byte[]) signingKey.getMethod("sign", byte[].class).invoke(key, new byte[] {'{', '}'});

      assertThat(provider).isNotSameAs(Ed25519Provider.class);
      assertThat(provider.getMethod("name").invoke(best)).isEqualTo("SunEC");
      assertThat(UnpaddedBase64.encode(signature))
          .isEqualTo(
              "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ");
    }
  }

  /** Loads the module's classes anew and finds no native provider. */
  private static final class WithoutNative extends URLClassLoader {
    WithoutNative(URL classes) {
      super(new URL[] {classes}, MissingNativeProviderTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("com.amazon.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.burdock.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
