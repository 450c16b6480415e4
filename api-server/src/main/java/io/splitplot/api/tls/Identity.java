package io.splitplot.api.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A certificate and its key, as TLS uses them.
 *
 * @param expiresAt when the certificate does
 */
record Identity(X509ExtendedKeyManager keyManager, Instant expiresAt) {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final String ALIAS = "server";
  private static final char[] NO_PASSWORD = {};

  /**
   * Reads the files.
   *
   * @throws TlsException saying which file is wrong and how
   */
  static Identity read(TlsFiles files) {
    var chain = chain(files);
    var key = key(files, chain[0]);
    check(files, chain[0], key);
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(ALIAS, key, NO_PASSWORD, chain);
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      var manager =
          Arrays.stream(factory.getKeyManagers())
              .filter(X509ExtendedKeyManager.class::isInstance)
              .map(X509ExtendedKeyManager.class::cast)
              .findFirst()
              .orElseThrow();
      return new Identity(manager, chain[0].getNotAfter().toInstant());
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("the certificate and its key cannot be used: " + e.getMessage(), e);
    }
  }

  private static X509Certificate[] chain(TlsFiles files) {
    try {
      var pem = new ByteArrayInputStream(Files.readAllBytes(files.certificate()));
      var chain =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      if (chain.length > 0) {
        return chain;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsException(
          files.certificate() + " cannot be read as certificates in PEM: " + e, e);
    }
    throw new TlsException(files.certificate() + " has no certificate", null);
  }

  private static PrivateKey key(TlsFiles files, X509Certificate certificate) {
    try {
      var pem = PRIVATE_KEY.matcher(Files.readString(files.key(), StandardCharsets.US_ASCII));
      if (!pem.find()) {
        throw new TlsException(
            files.key()
                + " has no unencrypted PKCS #8 key (BEGIN PRIVATE KEY); make one with"
                + " openssl pkcs8 -topk8 -nocrypt",
            null);
      }
      var bytes = Base64.getMimeDecoder().decode(pem.group(1));
      return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(bytes));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsException(files.key() + " cannot be read as the certificate's key: " + e, e);
    }
  }

  /** While two files are replaced, one is new and the other old. */
  private static void check(TlsFiles files, X509Certificate certificate, PrivateKey key) {
    try {
      var algorithm =
          switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
          };
      var probe = ALIAS.getBytes(StandardCharsets.US_ASCII);
      var signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(probe);
      var signature = signing.sign();
      var verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certificate.getPublicKey());
      verifying.update(probe);
      if (verifying.verify(signature)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new TlsException(files.key() + " cannot be used: " + e, e);
    }
    throw new TlsException(
        "%s is not the key of the certificate %s".formatted(files.key(), files.certificate()),
        null);
  }
}
