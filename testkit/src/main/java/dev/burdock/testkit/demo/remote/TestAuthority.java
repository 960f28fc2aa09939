package dev.burdock.testkit.demo.remote;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives as long as one demo, and certificates of IP addresses. */
final class TestAuthority {
  private static final X500Principal NAME = new X500Principal("CN=Burdock demo authority");
  private static final String ALGORITHM = "SHA256withECDSA";

  private final KeyPair keys;
  private final X509Certificate certificate;
  private final Instant now;
  private int serial = 1;

  private TestAuthority(Instant now) throws GeneralSecurityException, IOException {
    this.now = now;
    this.keys = newKeys();
    this.certificate =
        certificate(NAME, keys, Extension.basicConstraints, new BasicConstraints(true));
  }

  /**
   * Makes an authority.
   *
   * @throws IOException when the platform cannot
   */
  static TestAuthority create(Instant now) throws IOException {
    try {
      return new TestAuthority(now);
    } catch (GeneralSecurityException e) {
      throw new IOException("certificate authority: " + e.getMessage(), e);
    }
  }

  /** Writes its own certificate, PEM. */
  void writeTo(Path file) throws IOException {
    Files.writeString(file, pem("CERTIFICATE", encoded(certificate)));
  }

  /** A key and a certificate for a server at {@code address}. */
  PemKeyCertOptions issue(String address) throws IOException {
    try {
      KeyPair server = newKeys();
      GeneralNames names = new GeneralNames(new GeneralName(GeneralName.iPAddress, address));
      X509Certificate issued =
          certificate(
              new X500Principal("CN=" + address), server, Extension.subjectAlternativeName, names);
      return new PemKeyCertOptions()
          .addKeyValue(Buffer.buffer(pem("PRIVATE KEY", server.getPrivate().getEncoded())))
          .addCertValue(Buffer.buffer(pem("CERTIFICATE", encoded(issued))));
    } catch (GeneralSecurityException e) {
      throw new IOException("certificate of " + address + ": " + e.getMessage(), e);
    }
  }

  private X509Certificate certificate(
      X500Principal subject,
      KeyPair subjectKeys,
      org.bouncycastle.asn1.ASN1ObjectIdentifier extension,
      org.bouncycastle.asn1.ASN1Encodable value)
      throws GeneralSecurityException, IOException {
    var builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            BigInteger.valueOf(serial++),
            Date.from(now.minus(1, ChronoUnit.HOURS)),
            Date.from(now.plus(2, ChronoUnit.DAYS)),
            subject,
            subjectKeys.getPublic());
    try {
      builder.addExtension(extension, true, value);
      var signer = new JcaContentSignerBuilder(ALGORITHM).build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] encoded(X509Certificate certificate) throws IOException {
    try {
      return certificate.getEncoded();
    } catch (CertificateException e) {
      throw new IOException(e);
    }
  }

  private static String pem(String kind, byte[] der) {
    StringWriter pem = new StringWriter();
    pem.append("-----BEGIN ").append(kind).append("-----\n");
    pem.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
    pem.append("\n-----END ").append(kind).append("-----\n");
    return pem.toString();
  }
}
