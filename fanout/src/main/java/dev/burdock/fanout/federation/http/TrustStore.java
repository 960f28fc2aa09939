package dev.burdock.fanout.federation.http;

import dev.burdock.fanout.federation.config.HttpConfig;
import dev.burdock.schemas.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificate authorities that remote servers may have their certificates from. */
public final class TrustStore {
  private TrustStore() {}

  /**
   * Those of the Java platform, and those of a file.
   *
   * @param pem certificates of further authorities
   * @throws ConfigException when the file cannot be read or holds none
   */
  public static TrustManagerFactory factory(Optional<Path> pem) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int index = 0;
      for (X509Certificate certificate : platform()) {
        store.setCertificateEntry("platform-" + index++, certificate);
      }
      if (pem.isPresent()) {
        for (Certificate certificate : read(pem.get())) {
          store.setCertificateEntry("configured-" + index++, certificate);
        }
      }
      return factory(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("trust store: " + e, e);
    }
  }

  private static X509Certificate[] platform() throws GeneralSecurityException {
    return ((X509TrustManager) factory((KeyStore) null).getTrustManagers()[0]).getAcceptedIssuers();
  }

  private static TrustManagerFactory factory(KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static Collection<? extends Certificate> read(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw ConfigException.of(HttpConfig.TRUST.name(), pem, "at least one certificate, PEM");
      }
      return certificates;
    } catch (IOException | GeneralSecurityException e) {
      throw ConfigException.of(HttpConfig.TRUST.name(), pem, "a readable PEM file; " + e);
    }
  }
}
