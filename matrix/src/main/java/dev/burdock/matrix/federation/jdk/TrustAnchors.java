package dev.burdock.matrix.federation.jdk;

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
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificate authorities that remote servers may have their certificates from. */
public final class TrustAnchors {
  private TrustAnchors() {}

  /**
   * Those of the Java platform, and those of a file.
   *
   * @param pem certificates of further authorities
   * @throws IllegalArgumentException when the file cannot be read or holds no certificate
   */
  public static TrustManagerFactory factory(Optional<Path> pem) {
    Collection<? extends Certificate> further =
        pem.<Collection<? extends Certificate>>map(TrustAnchors::read).orElse(List.of());
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate certificate : platform()) {
        store.setCertificateEntry("anchor-" + number++, certificate);
      }
      for (Certificate certificate : further) {
        store.setCertificateEntry("anchor-" + number++, certificate);
      }
      return factory(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("certificate authorities: " + e, e);
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
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(pem + ": cannot be read as PEM (" + e + ")", e);
    }
    throw new IllegalArgumentException(pem + ": holds no certificate");
  }
}
