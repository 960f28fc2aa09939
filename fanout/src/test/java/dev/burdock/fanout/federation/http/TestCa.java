package dev.burdock.fanout.federation.http;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of one test. */
public final class TestCa {
  private static final X500Name NAME = new X500Name("CN=test authority");
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final KeyPair keys = keys();
  private final X509CertificateHolder certificate;

  /** Key and certificate, PEM. */
  public record Identity(String keyPem, String certificatePem) {}

  public TestCa() {
    Instant now = Instant.now();
    certificate =
        sign(NAME, keys, null, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
  }

  /** The authority's own certificate, PEM. */
  public String pem() {
    return pem(certificate);
  }

  /** An identity for a DNS name or IP literal. */
  public Identity identity(String name) {
    return identity(name, Instant.now().plus(Duration.ofDays(1)));
  }

  /** An identity whose certificate is over. */
  public Identity expired(String name) {
    return identity(name, Instant.now().minus(Duration.ofHours(1)));
  }

  private Identity identity(String name, Instant until) {
    KeyPair own = keys();
    Instant from = until.minus(Duration.ofDays(2));
    return new Identity(
        pem("PRIVATE KEY", own.getPrivate().getEncoded()),
        pem(sign(new X500Name("CN=server"), own, name, from, until)));
  }

  private X509CertificateHolder sign(
      X500Name subject, KeyPair own, String name, Instant from, Instant until) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              NAME,
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(from),
              Date.from(until),
              subject,
              own.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(name == null));
      if (name != null) {
        boolean ip = name.matches("[0-9.]+");
        GeneralName general =
            new GeneralName(ip ? GeneralName.iPAddress : GeneralName.dNSName, name);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(general));
      }
      return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    } catch (OperatorCreationException | CertIOException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(X509CertificateHolder certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(String type, byte[] der) {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
  }
}
