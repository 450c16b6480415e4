package io.splitplot.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.splitplot.api.json.Json;
import io.splitplot.api.tls.TlsException;
import io.splitplot.api.tls.TlsFiles;
import io.splitplot.api.web.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server by TLS: its certificate, and what becomes of it when its files change. */
class TlsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PASSWORD = "changeit";
  private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void itAnswersWithTheCertificateOfItsFiles(String algorithm) throws Exception {
    var made = make("first", algorithm);
    install(made);
    try (var api = new TestApi(this::byTls)) {
      assertThat(get(api, made, "TLSv1.3", "/health/live"))
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("\r\nStrict-Transport-Security: max-age=31536000\r\n");
      assertThat(get(api, made, "TLSv1.2", "/health/live")).startsWith("HTTP/1.1 200");
      assertThat(get(api, made, "TLSv1.3", "/nowhere"))
          .startsWith("HTTP/1.1 404")
          .containsIgnoringCase("\r\nStrict-Transport-Security:");
      assertThatThrownBy(() -> get(api, made, "TLSv1.1", "/health/live"))
          .isInstanceOf(SSLException.class);
      assertThat(readiness(api, made)).contains("certificate up it expires");
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnectionsAndOldOnesGoOn() throws Exception {
    var first = make("first", "EC");
    var second = make("second", "RSA");
    install(first);
    try (var api = new TestApi(this::byTls);
        var old = connect(api, first, "TLSv1.3")) {
      install(second);

      await().atMost(LIMIT).until(() -> shows(api, second));

      assertThat(ask(old, "/health/live")).startsWith("HTTP/1.1 200");
      assertThat(shows(api, first)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"broken certificate", "broken key", "another key", "no key"})
  void whatCannotBeUsedLeavesTheOldCertificateInForceAndHealthSaysSo(String what) throws Exception {
    var first = make("first", "EC");
    var second = make("second", "EC");
    install(first);
    try (var api = new TestApi(this::byTls)) {
      switch (what) {
        case "broken certificate" -> Files.writeString(certificate(), "-----BEGIN CERT");
        case "broken key" -> Files.writeString(key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
        case "another key" -> Files.writeString(key(), second.key);
        default -> Files.delete(key());
      }

      await()
          .atMost(LIMIT)
          .until(() -> readiness(api, first).contains("certificate degraded what is in its files"));
      assertThat(shows(api, first)).isTrue();

      install(second);
      await().atMost(LIMIT).until(() -> shows(api, second));
      await()
          .atMost(LIMIT)
          .until(() -> readiness(api, second).contains("certificate up it expires"));
    }
  }

  @Test
  void itDoesNotStartWithoutACertificateThatCanBeUsed() throws Exception {
    install(make("first", "EC"));
    Files.writeString(
        key(), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");

    assertThatThrownBy(() -> new TestApi(this::byTls))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
  }

  private record Made(X509Certificate certificate, String pem, String key) {}

  /** A certificate of 127.0.0.1 that signs itself. */
  private Made make(String name, String algorithm) throws Exception {
    var file = folder.resolve(name + "-" + algorithm + ".p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var process =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "a",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=IP:127.0.0.1",
                "-validity",
                "30")
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    var certificate = (X509Certificate) store.getCertificate("a");
    var key = store.getKey("a", PASSWORD.toCharArray());
    return new Made(
        certificate,
        pem("CERTIFICATE", certificate.getEncoded()),
        pem("PRIVATE KEY", key.getEncoded()));
  }

  private static String pem(String kind, byte[] content) {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text);
  }

  private void install(Made made) throws IOException {
    Files.writeString(certificate(), made.pem);
    Files.writeString(key(), made.key);
  }

  private Path certificate() {
    return folder.resolve("server.crt");
  }

  private Path key() {
    return folder.resolve("server.key");
  }

  private ApiServerSettings byTls(ApiServerSettings settings) {
    var usual = HttpSettings.USUAL;
    return settings.protectedBy(
        new HttpSettings(
            Optional.of(new TlsFiles(certificate(), key())),
            usual.origins(),
            usual.rateLimit(),
            usual.failures(),
            usual.connectionsMax(),
            usual.silenceMax(),
            usual.headersMax(),
            usual.requestMax(),
            usual.accessLog()));
  }

  private static boolean shows(TestApi api, Made made) throws Exception {
    try (var _ = connect(api, made, "TLSv1.3")) {
      return true;
    } catch (SSLException _) {
      return false;
    }
  }

  private static String readiness(TestApi api, Made made) throws Exception {
    var answer = get(api, made, "TLSv1.3", "/health/ready");
    var text = new StringBuilder();
    for (var check : Json.parse(answer.substring(answer.indexOf("\r\n\r\n"))).path("checks")) {
      for (var part : new String[] {"check", "status", "detail"}) {
        text.append(check.path(part).asText()).append(' ');
      }
    }
    return text.toString();
  }

  private static String get(TestApi api, Made made, String protocol, String path) throws Exception {
    try (var socket = connect(api, made, protocol)) {
      return ask(socket, path);
    }
  }

  /** Connects, trusting that certificate only. */
  private static SSLSocket connect(TestApi api, Made made, String protocol)
      throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", made.certificate);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), api.port());
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setSoTimeout((int) LIMIT.toMillis());
    socket.startHandshake();
    return socket;
  }

  private static String ask(SSLSocket socket, String path) throws IOException {
    var request = "GET %s HTTP/1.1\r\nHost: t\r\n\r\n".formatted(path);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    var answer = new StringBuilder();
    var length = CONTENT_LENGTH.matcher("");
    for (var c = 0; c >= 0 && !isWhole(answer, length); ) {
      c = socket.getInputStream().read();
      answer.append((char) c);
    }
    return answer.toString();
  }

  private static boolean isWhole(StringBuilder answer, Matcher length) {
    var head = answer.indexOf("\r\n\r\n") + 4;
    return head >= 4
        && length.reset(answer).find()
        && answer.length() == head + Integer.parseInt(length.group(1));
  }
}
