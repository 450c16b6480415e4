package io.splitplot.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.splitplot.api.database.Database;
import io.splitplot.api.database.DatabaseSettings;
import io.splitplot.api.problem.ProblemException;
import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which keys are good, and until when. */
class ApiKeysTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TestDatabase primary = TestDatabase.primary();
  private final Database database =
      new Database(
          "keys",
          new DatabaseSettings(
              primary.jdbcUrl(),
              primary.user(),
              primary.password(),
              3,
              Duration.ofMillis(500),
              Duration.ofSeconds(5)),
          new SimpleMeterRegistry());
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MICROS));
  private final InstantSource clock = now::get;
  private final ApiKeys keys = new ApiKeys(database, database, clock);
  private Optional<KeyFollower> follower = Optional.empty();

  @AfterEach
  void close() {
    follower.ifPresent(KeyFollower::close);
    database.close();
    primary.close();
  }

  @Test
  void aKeyThatExpiresWhileItIsRememberedIsRefusedAtItsInstantWithoutTheDatabase() {
    add("shop", "expires_at", "'%s'".formatted(now.get().plusSeconds(600)));
    assertThat(find("shop")).isPresent();
    goAway();

    pass(Duration.ofMinutes(10).minusMillis(1));
    assertThat(find("shop")).isPresent();
    pass(Duration.ofMillis(1));
    assertThat(find("shop")).isEmpty();
  }

  @Test
  void whileTheDatabaseIsAwayAGoodKeyStaysGoodForAnHourAndNoLonger() {
    add("shop");
    assertThat(find("shop")).isPresent();
    goAway();

    pass(Duration.ofMinutes(59));
    assertThat(find("shop")).isPresent();
    pass(Duration.ofMinutes(2));
    for (var i = 0; i < 3; i++) {
      assertThatThrownBy(() -> find("shop"))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().code()).isEqualTo("database_unavailable"));
    }
  }

  @Test
  void withoutTheFollowerARequestAsksWhenWhatItKnowsIsHalfASecondOld() {
    add("shop");
    assertThat(find("shop")).isPresent();
    primary.run("update splitplot.api_key set revoked_at = now()");

    pass(Duration.ofMillis(499));
    assertThat(find("shop")).isPresent();
    pass(Duration.ofMillis(1));
    assertThat(find("shop")).isEmpty();
  }

  @Test
  void theFollowerHearsOfARevokedKeyThoughNoRequestAsks() {
    add("shop");
    assertThat(find("shop")).isPresent();
    follow();

    primary.run("update splitplot.api_key set revoked_at = now()");

    await().atMost(LIMIT).until(() -> find("shop").isEmpty());
  }

  @Test
  void anExpiryThatAKeyGetsLaterIsHeardOfAndKept() {
    add("shop");
    assertThat(find("shop")).isPresent();
    follow();

    primary.run(
        "update splitplot.api_key set expires_at = '%s'".formatted(now.get().plusSeconds(600)));

    await().atMost(LIMIT).until(() -> find("shop").orElseThrow().expiresAt().isPresent());
    goAway();
    pass(Duration.ofMinutes(10));
    assertThat(find("shop")).isEmpty();
  }

  @Test
  void anOlderWordOfTheDatabaseDoesNotUndoANewerOne() {
    var key = new KnownKey(key(), now.get(), now.get(), clock);
    key.confirm(Optional.empty(), now.get().plusMillis(2));

    key.confirm(Optional.of(key()), now.get().plusMillis(1));

    assertThat(key.lastKey()).isEmpty();
  }

  @Test
  void whenAKeyWasLastUsedIsNotedAtOnceAndThenOnceAMinute() throws SQLException {
    add("shop");
    follow();
    find("shop");
    var first = now.get();
    await().atMost(LIMIT).until(() -> first.equals(lastUse()));

    pass(Duration.ofSeconds(59));
    find("shop");
    looks(2);
    assertThat(lastUse()).isEqualTo(first);
    pass(Duration.ofSeconds(1));
    await().atMost(LIMIT).until(() -> first.plusSeconds(59).equals(lastUse()));
  }

  @Test
  void thatAUseCannotBeNotedKeepsNobodyFromHearingOfARevokedKey() {
    primary.run("drop table splitplot.api_key_use");
    add("shop");
    follow();
    assertThat(find("shop")).isPresent();
    looks(2);

    primary.run("update splitplot.api_key set revoked_at = now()");

    await().atMost(LIMIT).until(() -> find("shop").isEmpty());
  }

  @Test
  void aKeyThatNobodyUsesIsForgottenAfterAnHour() {
    add("shop");
    assertThat(find("shop")).isPresent();

    pass(Duration.ofHours(1));
    assertThat(keys.inUse()).hasSize(1);
    pass(Duration.ofMillis(1));
    assertThat(keys.inUse()).isEmpty();
  }

  @Test
  void theCopyOnDiskHasAllThatIsKnownOfAKey() {
    primary.run(
        """
        insert into splitplot.api_key
          (name, role, key_hash, prefix, expires_at, rate_per_second, burst)
        values ('shop', 'client', sha256('shop'), 'sp_0123abcd', now() + interval '1 day', 5, 7)
        """);
    var known = find("shop");
    var copy = new KeyCopy(keys).unsaved().orElseThrow();
    var restarted = new ApiKeys(database, database, clock);
    goAway();

    new KeyCopy(restarted).restore(copy);

    assertThat(known).isPresent();
    assertThat(restarted.find("shop", () -> {})).isEqualTo(known);
  }

  private void follow() {
    follower =
        Optional.of(new KeyFollower(database.dataSource(), keys, clock, Duration.ofMillis(20)));
    follower.get().start();
  }

  /** Waits for the follower to look again, which it says by confirming. */
  private void looks(int times) {
    for (var i = 0; i < times; i++) {
      var before = now.updateAndGet(it -> it.plusNanos(1000));
      var known = keys.known().values().iterator().next();
      await().atMost(LIMIT).until(() -> !known.confirmedAt().isBefore(before));
    }
  }

  private Optional<ApiKey> find(String text) {
    return keys.find(text, () -> {});
  }

  private void pass(Duration duration) {
    now.updateAndGet(it -> it.plus(duration));
  }

  private void add(String name) {
    add(name, "revoked_at", "null");
  }

  private void add(String name, String column, String value) {
    primary.run(
        "insert into splitplot.api_key (name, role, key_hash, %2$s) values ('%1$s', 'client', sha256('%1$s'), %3$s)"
            .formatted(name, column, value));
  }

  private static ApiKey key() {
    return new ApiKey(1, "shop", Role.CLIENT, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private Instant lastUse() throws SQLException {
    try (var connection = primary.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select max(used_at) from splitplot.api_key_use")) {
      row.next();
      var time = row.getObject(1, OffsetDateTime.class);
      return time == null ? Instant.EPOCH : time.toInstant();
    }
  }

  private void goAway() {
    var name = primary.jdbcUrl().replaceFirst(".*/", "");
    try (var elsewhere = TestDatabase.empty()) {
      elsewhere.run("alter database %s allow_connections false".formatted(name));
      elsewhere.run(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
              .formatted(name));
    }
  }
}
