package io.splitplot.api.access;

import io.splitplot.api.problem.Problem;
import io.splitplot.api.problem.ProblemException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** How often each key may be used, and each remote address may show keys that are not good. */
public final class RateLimits {
  private static final long SECOND = 1_000_000_000;
  private static final int KEYS_MAX = 10_000;

  /** Addresses share places, so that no attack can make it grow; few of them share one. */
  private static final int PLACES = 4096;

  private static final int NETWORK_BYTES = 8; // of IPv6: who has one address there has all

  private final Optional<RateLimit> usual;
  private final LongSupplier nanoTime;
  private final Map<Integer, Limited> byKey = new ConcurrentHashMap<>();
  private final Bucket[] failures;
  private final int seed = ThreadLocalRandom.current().nextInt(); // or places could be aimed at

  private record Limited(RateLimit limit, Bucket bucket) {}

  /**
   * Nobody has used anything yet.
   *
   * @param usual the limit of keys that have none of their own; empty: none
   * @param failures how often an address may show keys that are not good
   */
  public RateLimits(Optional<RateLimit> usual, RateLimit failures, LongSupplier nanoTime) {
    this.usual = usual;
    this.nanoTime = nanoTime;
    this.failures =
        Stream.generate(() -> new Bucket(failures, nanoTime)).limit(PLACES).toArray(Bucket[]::new);
  }

  /** Counts a use of a key; a problem 429 when it is used too often. */
  void use(ApiKey key) {
    var limit = key.limit().or(() -> usual);
    if (limit.isEmpty()) {
      return;
    }
    var wait = bucket(key, limit.get()).take();
    if (wait > 0) {
      throw tooOften(
          "the key %s may be used %d times a second".formatted(key.name(), limit.get().perSecond()),
          wait);
    }
  }

  /** A problem 429 when an address has shown too many keys that are not good. */
  void checkFailures(InetAddress remote) {
    var wait = place(remote).look();
    if (wait > 0) {
      throw tooOften("too many keys that are not good came from this address", wait);
    }
  }

  /** Counts a key that was not good. */
  void fail(InetAddress remote) {
    place(remote).take();
  }

  private Bucket bucket(ApiKey key, RateLimit limit) {
    if (byKey.size() >= KEYS_MAX) {
      byKey.clear();
    }
    return byKey
        .compute(
            key.id(),
            (_, known) ->
                known != null && known.limit().equals(limit)
                    ? known
                    : new Limited(limit, new Bucket(limit, nanoTime)))
        .bucket();
  }

  private Bucket place(InetAddress remote) {
    var address = remote.getAddress();
    var network = address.length > NETWORK_BYTES ? Arrays.copyOf(address, NETWORK_BYTES) : address;
    var hash = 31 * seed + Arrays.hashCode(network);
    return failures[Math.floorMod((hash * 0x9E3779B9) >>> 12, PLACES)];
  }

  private static ProblemException tooOften(String detail, long waitNanos) {
    return new ProblemException(
        Problem.of(429, "rate_limited", detail)
            .withRetryAfter(Math.ceilDiv(waitNanos, SECOND))
            .withHint("wait as long as Retry-After says"));
  }
}
