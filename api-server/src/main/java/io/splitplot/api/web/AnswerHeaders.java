package io.splitplot.api.web;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The headers of every answer, those of problems as well: what a browser may not do with it, and
 * which pages may read it.
 */
final class AnswerHeaders {
  static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");

  /** The page of a report has its style in itself, and nothing else but text and drawings. */
  private static final Header POLICY_OF_PAGES =
      HeaderValues.createCached(
          "Content-Security-Policy",
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'");

  private static final Header POLICY =
      HeaderValues.createCached(
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  private static final List<Header> ALWAYS =
      List.of(
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store"),
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("X-Frame-Options", "DENY"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          POLICY);
  private static final Header ONLY_TLS =
      HeaderValues.createCached("Strict-Transport-Security", "max-age=31536000");
  private static final Header BY_ORIGIN = HeaderValues.createCached(HeaderNames.VARY, "Origin");
  private static final Header EXPOSED =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, Retry-After, X-Request-Id");
  private static final Header ASKABLE =
      HeaderValues.createCached(
          HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
          "Authorization, Content-Type, If-Match, If-None-Match, X-Request-Id");
  private static final Header REMEMBERED =
      HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");

  private final Set<String> origins;
  private final List<Header> always;

  AnswerHeaders(HttpSettings settings) {
    this.origins = settings.origins();
    var headers = new ArrayList<>(ALWAYS);
    settings.tls().ifPresent(_ -> headers.add(ONLY_TLS));
    if (!origins.isEmpty()) {
      headers.add(BY_ORIGIN);
    }
    this.always = List.copyOf(headers);
  }

  /** Adds what every answer to a request has. */
  void addTo(WritableHeaders<?> answer, ServerRequestHeaders request, String requestId) {
    always.forEach(answer::set);
    answer.set(REQUEST_ID, requestId);
    allowedOrigin(request)
        .ifPresent(origin -> {
          answer.set(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
          answer.set(EXPOSED);
        });
  }

  /** Lets a browser show the answer as a page. */
  static void allowStyle(WritableHeaders<?> answer) {
    answer.set(POLICY_OF_PAGES);
  }

  /** Answers what a browser asks before a page's request, if the page may make it. */
  void addPreflight(WritableHeaders<?> answer, ServerRequestHeaders request, String methods) {
    if (allowedOrigin(request).isPresent()) {
      answer.set(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods);
      answer.set(ASKABLE);
      answer.set(REMEMBERED);
    }
  }

  private Optional<String> allowedOrigin(ServerRequestHeaders request) {
    return origins.isEmpty()
        ? Optional.empty()
        : request.first(HeaderNames.ORIGIN).filter(origins::contains);
  }
}
