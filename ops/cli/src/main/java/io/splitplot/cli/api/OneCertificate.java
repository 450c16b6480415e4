package io.splitplot.cli.api;

import io.splitplot.cli.CliException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server because it shows the very certificate of this home, whoever signed it and
 * whatever name is in it: commands reach the server by its address.
 */
final class OneCertificate extends X509ExtendedTrustManager {
  private final X509Certificate certificate;

  private OneCertificate(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /** A context for clients; {@code file} is PEM, with the server's own certificate first. */
  static SSLContext context(Path file) {
    try {
      var pem = new ByteArrayInputStream(Files.readAllBytes(file));
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new OneCertificate(certificate)}, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw CliException.failed(
          "SP-API-004: api.tls_certificate %s cannot be read: %s".formatted(file, e), e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (!chain[0].equals(certificate)) {
      throw new CertificateException("this is not the certificate of api.tls_certificate");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
