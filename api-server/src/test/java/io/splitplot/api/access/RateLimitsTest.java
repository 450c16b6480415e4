package io.splitplot.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.api.problem.ProblemException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** As many as the rate says in the long run, and the burst after a rest; no more and no less. */
class RateLimitsTest {
  private static final long SECOND = 1_000_000_000;

  /** Starts where the sum with a second is beyond the largest number, as that clock may. */
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND / 2);

  @Test
  void afterARestThereIsTheBurstAndThenTheRate() {
    var bucket = new Bucket(new RateLimit(10, 5), now::get);

    assertThat(taken(bucket, 100)).isEqualTo(5);
    assertThat(bucket.take()).isEqualTo(SECOND / 10);
    now.addAndGet(SECOND / 10);
    assertThat(taken(bucket, 100)).isEqualTo(1);
    now.addAndGet(SECOND);
    assertThat(taken(bucket, 100)).isEqualTo(5);
    now.addAndGet(100 * SECOND);
    assertThat(taken(bucket, 100)).isEqualTo(5);
  }

  @Test
  void lookingTakesNothing() {
    var bucket = new Bucket(new RateLimit(1, 1), now::get);

    assertThat(bucket.look()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(bucket.look()).isEqualTo(SECOND);
  }

  @Test
  void manyAtATimeGetNoMoreThanOneAfterTheOther() throws Exception {
    var bucket = new Bucket(new RateLimit(1, 1000), now::get);
    Callable<Integer> work = () -> taken(bucket, 500);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var sum = 0;
      for (Future<Integer> taken : threads.invokeAll(List.of(work, work, work, work, work))) {
        sum += taken.get();
      }
      assertThat(sum).isEqualTo(1000);
    }
  }

  @Test
  void aKeysOwnLimitGoesBeforeTheUsualOneAndOthersAreNotTouched() {
    var limits = new RateLimits(Optional.of(new RateLimit(1, 2)), new RateLimit(1, 1), now::get);
    var own = key(1, Optional.of(new RateLimit(1, 4)));
    for (var i = 0; i < 4; i++) {
      limits.use(own);
    }
    assertThatThrownBy(() -> limits.use(own))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().more()).containsEntry("retry_after_seconds", 1L));

    var usual = key(2, Optional.empty());
    limits.use(usual);
    limits.use(usual);
    assertThatThrownBy(() -> limits.use(usual)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aLimitThatIsChangedIsInForceAtOnce() {
    var limits = new RateLimits(Optional.empty(), new RateLimit(1, 1), now::get);
    limits.use(key(1, Optional.of(new RateLimit(1, 1))));
    assertThatThrownBy(() -> limits.use(key(1, Optional.of(new RateLimit(1, 1)))))
        .isInstanceOf(ProblemException.class);

    assertThatCode(() -> limits.use(key(1, Optional.of(new RateLimit(5, 5)))))
        .doesNotThrowAnyException();
    assertThatCode(() -> limits.use(key(1, Optional.empty()))).doesNotThrowAnyException();
  }

  @Test
  void whoShowsTooManyBadKeysIsRefusedAndWhoeverIsElsewhereIsNot() throws UnknownHostException {
    var limits = new RateLimits(Optional.empty(), new RateLimit(1, 3), now::get);
    var guesser = InetAddress.getByName("2001:db8::1");
    for (var i = 0; i < 3; i++) {
      limits.checkFailures(guesser);
      limits.fail(guesser);
    }

    assertThatThrownBy(() -> limits.checkFailures(guesser)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> limits.checkFailures(InetAddress.getByName("2001:db8::ffff:1")))
        .as("the same network")
        .isInstanceOf(ProblemException.class);
    var refused = new ArrayList<Integer>();
    for (var i = 0; i < 100; i++) {
      try {
        limits.checkFailures(InetAddress.getByName("10.0.0." + i));
      } catch (ProblemException _) {
        refused.add(i);
      }
    }
    assertThat(refused).as("few share a place with the guesser").hasSizeLessThan(5);
    now.addAndGet(SECOND);
    assertThatCode(() -> limits.checkFailures(guesser)).doesNotThrowAnyException();
  }

  private static ApiKey key(int id, Optional<RateLimit> limit) {
    return new ApiKey(id, "shop", Role.CLIENT, Optional.empty(), Optional.empty(), limit);
  }

  private static int taken(Bucket bucket, int attempts) {
    var taken = 0;
    for (var i = 0; i < attempts; i++) {
      if (bucket.take() == 0) {
        taken++;
      }
    }
    return taken;
  }
}
