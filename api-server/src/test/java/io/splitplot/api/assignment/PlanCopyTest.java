package io.splitplot.api.assignment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.api.json.Json;
import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A plan from disk decides as the one that was written. */
class PlanCopyTest {
  private static final int UNITS = 2_000;
  private static final Instant NOW = Instant.parse("2026-01-31T09:30:00Z");

  private final SplittableRandom random = new SplittableRandom(20);

  @Test
  void itDecidesTheSameForEveryUnit() throws SQLException {
    var written = new PlanHolder(InstantSource.fixed(NOW));
    written.confirm(plan());
    var read = new PlanHolder(InstantSource.system());

    new PlanCopy(read).restore(new PlanCopy(written).unsaved().orElseThrow());

    var before = written.required();
    var after = read.required();
    assertThat(after.version()).isEqualTo(before.version());
    assertThat(after.asOf()).isEqualTo(before.asOf());
    assertThat(after.parameters()).isEqualTo(before.parameters()).isNotEmpty();
    assertThat(after.unitTypes()).isEqualTo(before.unitTypes());
    assertThat(read.confirmedAt()).isEqualTo(NOW);
    assertThat(read.isRestored()).isTrue();
    var units = new RandomUnits(random);
    var conditions = new RandomConditions(random);
    for (var i = 0; i < UNITS; i++) {
      var unit = Map.of("user", UnitIds.of(units.next()), "session", UnitIds.of(units.next()));
      var attributes = Json.parse(conditions.attributes());
      var expected = before.assign(unit, attributes, null);
      var actual = after.assign(unit, attributes, null);
      assertThat(actual.stream().map(Decision::assignment))
          .containsExactlyElementsOf(expected.stream().map(Decision::assignment).toList());
      assertThat(actual.stream().map(it -> it.enrolment() == null))
          .containsExactlyElementsOf(expected.stream().map(it -> it.enrolment() == null).toList());
    }
  }

  @Test
  void itIsWrittenForANewVersionAndFromTimeToTimeButNotWhenItIsFromDisk() throws SQLException {
    var plan = plan();
    var now = new Instant[] {NOW};
    var holder = new PlanHolder(() -> now[0]);
    var copy = new PlanCopy(holder);
    assertThat(copy.unsaved()).isEmpty();

    holder.confirm(plan);
    var contents = copy.unsaved().orElseThrow();
    assertThat(copy.unsaved()).isEmpty();

    now[0] = NOW.plusSeconds(30);
    holder.confirm(plan);
    assertThat(copy.unsaved()).isEmpty();
    now[0] = NOW.plusSeconds(60);
    holder.confirm(plan);
    assertThat(copy.unsaved()).isPresent();

    holder.confirm(new Plan(plan.version() + 1, NOW, plan.contents()));
    assertThat(copy.unsaved()).isPresent();

    copy.restore(contents);
    assertThat(copy.unsaved()).isEmpty();
  }

  @Test
  void whatCannotBeDecidedHereIsRefusedAndChangesNothing() throws SQLException {
    var holder = new PlanHolder(InstantSource.system());
    holder.confirm(plan());
    var text = new String(new PlanCopy(holder).unsaved().orElseThrow(), UTF_8);
    var empty = new PlanHolder(InstantSource.system());

    for (var other :
        new String[] {
          text.replace("\"algorithm\":1", "\"algorithm\":2"),
          text.replace("\"format\":1", "\"format\":2"),
          "{}",
          "[",
        }) {
      assertThatThrownBy(() -> new PlanCopy(empty).restore(other.getBytes(UTF_8)))
          .isInstanceOf(RuntimeException.class);
    }
    assertThat(empty.plan()).isEmpty();
  }

  private Plan plan() throws SQLException {
    try (var database = TestDatabase.primary();
        var connection = database.dataSource().getConnection();
        var configuration = new TestConfiguration(database.dataSource(), "copy-")) {
      connection.setAutoCommit(false);
      var changing = new RandomConfiguration(configuration, random, List.of("u1", "u2"));
      for (var changes = 40; changes > 0; changes--) {
        changing.change();
      }
      database.run(
          """
          insert into splitplot.forced_variant (experiment_id, unit_id, variant_id, valid)
          select v.experiment_id, 'forced', v.variant_id,
            tstzrange(splitplot.configuration_instant(), null)
          from splitplot.variant v
          where v.is_control
          """);
      return new PlanLoader(connection).load();
    }
  }
}
