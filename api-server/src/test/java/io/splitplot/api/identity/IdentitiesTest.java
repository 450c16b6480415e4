package io.splitplot.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.splitplot.api.database.Database;
import io.splitplot.api.database.DatabaseSettings;
import io.splitplot.testing.TestDatabase;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What this server links counts at once, whatever is being read meanwhile. */
class IdentitiesTest {
  private final TestDatabase primary = TestDatabase.primary();
  private final Database database =
      new Database(
          "primary",
          DatabaseSettings.primary(primary.jdbcUrl(), primary.user(), primary.password()),
          new SimpleMeterRegistry());
  private final Identities identities = new Identities(database, database, InstantSource.system());

  @AfterEach
  void close() {
    database.close();
    primary.close();
  }

  @Test
  void aLinkThatIsMadeWhileAllAreReadCountsWhenTheyAreRead() {
    identities.startReading(new LinkedUnits(8));
    identities.link(new LogIn("user", "device", "person", Optional.empty()));
    identities.endReading();

    assertThat(personIsDecidedAs()).isEqualTo("device");
  }

  @Test
  void aLinkThatIsMadeAfterAllWereReadCountsAtOnce() {
    identities.startReading(new LinkedUnits(8));
    identities.endReading();
    assertThat(personIsDecidedAs()).isEqualTo("person");

    identities.link(new LogIn("user", "device", "person", Optional.empty()));

    assertThat(personIsDecidedAs()).isEqualTo("device");
  }

  private String personIsDecidedAs() {
    return identities.resolve(Map.of("user", "person")).ids().getOrDefault("user", "nobody");
  }
}
