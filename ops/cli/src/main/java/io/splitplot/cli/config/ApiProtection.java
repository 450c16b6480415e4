package io.splitplot.cli.config;

import io.splitplot.api.access.RateLimit;
import io.splitplot.api.accesslog.AccessLogTarget;
import io.splitplot.api.tls.TlsFiles;
import io.splitplot.api.web.HttpSettings;
import io.splitplot.cli.CliException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The settings of how the API protects itself and its clients: their defaults and their meaning.
 */
final class ApiProtection {
  private static final int RATE_MAX = 1_000_000;
  private static final int CONNECTIONS_MAX = 100_000;
  private static final int FAILURES_BURST = 20;
  private static final Duration LIMIT_MAX = Duration.ofHours(1);
  private static final long LOG_BYTES_MAX = 50_000_000;
  private static final int LOG_FILES = 5;

  private final Function<String, String> text;
  private final Path root;

  /**
   * What is configured.
   *
   * @param text gives the text of a setting
   * @param root where files that are named without a folder are
   */
  ApiProtection(Function<String, String> text, Path root) {
    this.text = text;
    this.root = root;
  }

  static Map<String, String> defaults() {
    var usual = HttpSettings.USUAL;
    var defaults = new LinkedHashMap<String, String>();
    defaults.put("api.tls_certificate", "");
    defaults.put("api.tls_key", "");
    defaults.put("api.cors_origins", "");
    defaults.put("api.rate_limit", "0");
    defaults.put("api.bad_key_limit", Integer.toString(usual.failures().perSecond()));
    defaults.put("api.connections_max", Integer.toString(usual.connectionsMax()));
    defaults.put("api.silence_max", usual.silenceMax().toString());
    defaults.put("api.headers_max", usual.headersMax().toString());
    defaults.put("api.request_max", usual.requestMax().toString());
    defaults.put("api.access_log", "file");
    return defaults;
  }

  /** Throws with exit code 2 when something makes no sense. */
  HttpSettings settings(Path accessLog) {
    var rate = number("api.rate_limit", 0, RATE_MAX);
    return new HttpSettings(
        tls(),
        origins(),
        rate == 0 ? Optional.empty() : Optional.of(RateLimit.of(rate)),
        failures(number("api.bad_key_limit", 1, RATE_MAX / FAILURES_BURST)),
        number("api.connections_max", 1, CONNECTIONS_MAX),
        duration("api.silence_max"),
        duration("api.headers_max"),
        duration("api.request_max"),
        target(accessLog));
  }

  private static RateLimit failures(int perSecond) {
    return new RateLimit(perSecond, FAILURES_BURST * perSecond);
  }

  private Optional<TlsFiles> tls() {
    var certificate = text.apply("api.tls_certificate");
    var key = text.apply("api.tls_key");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw CliException.usage(
          "SP-CONFIG-006: api.tls_certificate and api.tls_key go together: set both, or none for"
              + " plain HTTP");
    }
    return certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(new TlsFiles(root.resolve(certificate), root.resolve(key)));
  }

  private Set<String> origins() {
    return Arrays.stream(text.apply("api.cors_origins").split(",", -1))
        .map(String::strip)
        .filter(origin -> !origin.isEmpty())
        .map(ApiProtection::origin)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** As browsers send it: no path, no default port, lower case. A star would name everybody. */
  private static String origin(String text) {
    if (text.matches(
        "https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:.]+\\](:[0-9]{1,5})?")) {
      var uri = URI.create(text);
      var usual = uri.getScheme().equals("https") ? 443 : 80;
      if (uri.getPort() != usual) {
        return text;
      }
    }
    throw CliException.usage(
        "SP-CONFIG-007: api.cors_origins has %s; an origin looks like https://shop.example, without"
                .formatted(text)
            + " a path and the usual port, and a star is none");
  }

  private int number(String key, int min, int max) {
    var value = text.apply(key);
    if (value.matches("[0-9]{1,7}")) {
      var number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw CliException.usage(
        "SP-CONFIG-008: %s is %s; it is a number from %d to %d".formatted(key, value, min, max));
  }

  private Duration duration(String key) {
    var value = text.apply(key);
    try {
      var duration = Duration.parse(value);
      if (duration.isPositive() && duration.compareTo(LIMIT_MAX) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException _) {
      // told below
    }
    throw CliException.usage(
        "SP-CONFIG-009: %s is %s; it is a duration up to PT1H, such as PT30S"
            .formatted(key, value));
  }

  private AccessLogTarget target(Path file) {
    var value = text.apply("api.access_log");
    return switch (value) {
      case "file" -> new AccessLogTarget.RotatingFile(file, LOG_BYTES_MAX, LOG_FILES);
      case "stderr" -> new AccessLogTarget.StandardError();
      case "off" -> new AccessLogTarget.Nowhere();
      default ->
          throw CliException.usage(
              "SP-CONFIG-010: api.access_log is %s; it is file, stderr or off".formatted(value));
    };
  }
}
