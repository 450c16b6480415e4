package io.splitplot.api.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate. Its files are looked at once a second; when they have changed, new
 * connections meet the new certificate, and when what is there now cannot be used, the old one.
 */
public final class Certificate implements AutoCloseable {
  /** Protocols that clients may speak. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private static final Logger log = LoggerFactory.getLogger(Certificate.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final TlsFiles files;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread watcher =
      Thread.ofPlatform().name("certificate").daemon().unstarted(this::watch);
  private byte[] contents;
  private volatile Identity identity;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * Reads the files, and follows them from then on.
   *
   * @throws TlsException when they cannot be used: there is no certificate then
   */
  public static Certificate follow(TlsFiles files) {
    var certificate = new Certificate(files);
    certificate.watcher.start();
    return certificate;
  }

  private Certificate(TlsFiles files) {
    this.files = files;
    this.contents = contents(files);
    this.identity = Identity.read(files);
  }

  /** A context for servers that shows whichever certificate is in force. */
  public SSLContext context() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Current()}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Why the files, as they are now, are not in force; empty: they are. */
  public Optional<String> problem() {
    return problem;
  }

  /** When the certificate in force expires. */
  public Instant expiresAt() {
    return identity.expiresAt();
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      watcher.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      var found = contents(files);
      if (!Arrays.equals(found, contents)) {
        identity = Identity.read(files);
        contents = found;
        log.info("the certificate is read again; it expires {}", identity.expiresAt());
      }
      problem = Optional.empty();
    } catch (RuntimeException e) {
      var reason = String.valueOf(e.getMessage());
      if (!reason.equals(problem.orElse(""))) {
        log.warn("the certificate stays as it is: {}", reason);
      }
      problem = Optional.of(reason);
    }
  }

  private static byte[] contents(TlsFiles files) {
    var certificate = read(files.certificate());
    var key = read(files.key());
    var both = Arrays.copyOf(certificate, certificate.length + key.length);
    System.arraycopy(key, 0, both, certificate.length, key.length);
    return both;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new TlsException(file + " cannot be read: " + e, e);
    }
  }

  /** Hands every question on to the identity in force. */
  private final class Current extends X509ExtendedKeyManager {
    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return null; // this is a server's
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return identity.keyManager().getServerAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return identity.keyManager().chooseServerAlias(type, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return identity.keyManager().chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return identity.keyManager().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return identity.keyManager().getPrivateKey(alias);
    }
  }
}
