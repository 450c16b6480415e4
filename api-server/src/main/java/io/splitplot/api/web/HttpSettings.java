package io.splitplot.api.web;

import io.splitplot.api.access.RateLimit;
import io.splitplot.api.accesslog.AccessLogTarget;
import io.splitplot.api.tls.TlsFiles;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the server protects itself and its clients.
 *
 * @param tls where its certificate is; empty: it speaks plain HTTP
 * @param origins of the pages whose scripts may call it, as {@code https://shop.example}
 * @param rateLimit of keys that have none of their own; empty: none
 * @param failures how often a remote address may show keys that are not good
 * @param connectionsMax how many connections there may be; more are not accepted
 * @param silenceMax how long a client may say nothing, in a request and between two
 * @param headersMax how long a request's headers may take to arrive
 * @param requestMax how long a request may take, with its body and the reading of its answer
 * @param accessLog where a line for each request goes
 */
public record HttpSettings(
    Optional<TlsFiles> tls,
    Set<String> origins,
    Optional<RateLimit> rateLimit,
    RateLimit failures,
    int connectionsMax,
    Duration silenceMax,
    Duration headersMax,
    Duration requestMax,
    AccessLogTarget accessLog) {

  /** Plain HTTP, for no pages, with the usual limits and without an access log. */
  public static final HttpSettings USUAL =
      new HttpSettings(
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          new RateLimit(10, 200),
          4096,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(75), // reports take up to a minute
          new AccessLogTarget.Nowhere());

  /** Keeps nothing that others can change. */
  public HttpSettings {
    origins = Set.copyOf(origins);
  }
}
