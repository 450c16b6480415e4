package io.splitplot.api.access;

import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Decides whether a request may make a call. */
public final class AccessControl {
  /** What a client is asked for when it shows no good key. */
  public static final String CHALLENGE = "Bearer realm=\"splitplot\", Basic realm=\"splitplot\"";

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private final ApiKeys keys;
  private final RateLimits limits;

  public AccessControl(ApiKeys keys, RateLimits limits) {
    this.keys = keys;
    this.limits = limits;
  }

  /**
   * Who calls; a problem 401 without a good key, 403 when its role may not make the call, 429 when
   * there are too many calls with it, or too many with others from where it comes from.
   *
   * @param known hears who calls as soon as that is clear, so also when the call is refused
   */
  public Caller admit(
      Endpoint endpoint,
      Optional<String> authorization,
      InetAddress remote,
      Consumer<Caller> known) {
    if (endpoint.isOpen()) {
      return Caller.ANYBODY;
    }
    var key = authorization.flatMap(header -> key(header, endpoint));
    if (key.isEmpty()) {
      throw unauthorized("this call needs a key, as in Authorization: Bearer KEY");
    }
    var caller = caller(key.get(), remote, known);
    if (!endpoint.allows(caller.role())) {
      throw new ProblemException(
          Problem.of(
              403,
              "forbidden",
              "the key %s has the role %s; this call is for %s"
                  .formatted(caller.name(), name(caller.role()), names(endpoint))));
    }
    return caller;
  }

  private Caller caller(String text, InetAddress remote, Consumer<Caller> known) {
    var key = keys.find(text, () -> limits.checkFailures(remote));
    if (key.isEmpty()) {
      limits.fail(remote);
      throw unauthorized("the key is unknown, expired or revoked");
    }
    var caller = key.get().caller();
    known.accept(caller);
    limits.use(key.get());
    return caller;
  }

  /**
   * The key of the header. As a password too, because that is what a browser asks people for; but
   * for reading only, as a browser sends passwords along with what another site makes it send.
   */
  private static Optional<String> key(String authorization, Endpoint endpoint) {
    if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(authorization.substring(BEARER.length()).strip());
    }
    if (!endpoint.method().equals("GET")
        || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return Optional.empty();
    }
    try {
      var pair = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      var text = new String(pair, StandardCharsets.UTF_8);
      return text.contains(":")
          ? Optional.of(text.substring(text.indexOf(':') + 1))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static ProblemException unauthorized(String detail) {
    return new ProblemException(Problem.of(401, "unauthorized", detail));
  }

  private static String names(Endpoint endpoint) {
    return endpoint.roles().stream()
        .sorted()
        .map(AccessControl::name)
        .collect(Collectors.joining(", "));
  }

  private static String name(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
