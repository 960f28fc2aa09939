package dev.burdock.testkit.remote;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives as long as one run, and what sites show of it. */
public final class Authority {
  /** What the names of simulated servers end with. */
  public static final String DOMAIN = "sim.test";

  private static final X500Principal NAME = new X500Principal("CN=Burdock simulated authority");
  private static final Duration LIFE = Duration.ofDays(2);

  private final KeyPair keys = newKeys();
  private final X509Certificate certificate;
  private final Map<Fault, KeyCertOptions> shown = new EnumMap<>(Fault.class);
  private int serial = 1;

  /**
   * An authority with its certificates.
   *
   * @param addresses of servers whose names are IP addresses
   * @throws GeneralSecurityException when the platform cannot
   */
  public Authority(Instant now, Collection<String> addresses) throws GeneralSecurityException {
    Instant from = now.minus(LIFE);
    this.certificate =
        issue(
            NAME,
            keys,
            Extension.basicConstraints,
            new BasicConstraints(true),
            from,
            now.plus(LIFE));
    shown.put(Fault.NONE, server("*." + DOMAIN, addresses, from, now.plus(LIFE)));
    shown.put(
        Fault.EXPIRED_CERTIFICATE,
        server("*." + DOMAIN, addresses, from, now.minus(LIFE.dividedBy(2))));
    shown.put(Fault.OTHER_CERTIFICATE, server("*.other.test", List.of(), from, now.plus(LIFE)));
  }

  /** Writes its own certificate, PEM, for {@code burdock.federation.trust}. */
  public void writeTo(Path file) throws IOException, GeneralSecurityException {
    Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
  }

  /** What a site shows in this condition. */
  KeyCertOptions shown(Fault fault) {
    return shown.getOrDefault(fault, shown.get(Fault.NONE));
  }

  private KeyCertOptions server(String name, Collection<String> addresses, Instant from, Instant to)
      throws GeneralSecurityException {
    KeyPair own = newKeys();
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.dNSName, name));
    addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
    X509Certificate issued =
        issue(
            new X500Principal("CN=" + name),
            own,
            Extension.subjectAlternativeName,
            new GeneralNames(names.toArray(new GeneralName[0])),
            from,
            to);
    return new PemKeyCertOptions()
        .addKeyValue(Buffer.buffer(pem("PRIVATE KEY", own.getPrivate().getEncoded())))
        .addCertValue(Buffer.buffer(pem("CERTIFICATE", issued.getEncoded())));
  }

  private X509Certificate issue(
      X500Principal subject,
      KeyPair subjectKeys,
      ASN1ObjectIdentifier extension,
      ASN1Encodable value,
      Instant from,
      Instant to)
      throws GeneralSecurityException {
    var builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            BigInteger.valueOf(serial++),
            Date.from(from),
            Date.from(to),
            subject,
            subjectKeys.getPublic());
    try {
      builder.addExtension(extension, true, value);
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String pem(String kind, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }
}
