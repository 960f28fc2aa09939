package dev.burdock.tests.synapse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A throwaway certificate authority in a folder; issues PEM certificates per host (IP or name). */
public final class TestCa {
  private final Path folder;

  private TestCa(Path folder) {
    this.folder = folder;
  }

  /** Uses {@code folder} for the authority and all that it issues; made on the first issue. */
  public static TestCa in(Path folder) {
    return new TestCa(folder);
  }

  /** Issues a certificate for {@code host}: afterwards {@link #certificate}, {@link #key} exist. */
  public synchronized TestCa issue(String host) {
    SynapseFiles.makeCertificate(folder, host);
    return this;
  }

  public Path folder() {
    return folder;
  }

  /** The authority's own certificate, PEM. */
  public Path root() {
    return folder.resolve("ca.pem");
  }

  /** The certificate of an issued host, PEM. */
  public Path certificate(String host) {
    return folder.resolve(host + ".pem");
  }

  /** The private key of an issued host, PEM (PKCS #8). */
  public Path key(String host) {
    return folder.resolve(host + ".key");
  }

  /** A client context that trusts this authority alone. */
  public SSLContext clientContext() {
    try (InputStream pem = Files.newInputStream(root())) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("test authority in " + folder, e);
    }
  }
}
