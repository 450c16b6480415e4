package io.splitplot.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.migrate.Migrate.Target;
import io.splitplot.testing.TestDatabase;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A primary with facts, from before they lay by day, comes to the newest schema with all of them.
 */
class UpgradeTest {
  private static final String FACTS =
      """
      insert into splitplot.experiment (key, unit_type_id, assignment, state, method, started_at)
      select 'mail', unit_type_id, 'external', 'running', '{"kind": "fixed"}', '2026-01-01'
      from splitplot.unit_type where key = 'user';
      insert into splitplot.variant (experiment_id, key, position, is_control)
      select experiment_id, 'v' || n, n, n = 1 from splitplot.experiment, generate_series(1, 2) n;
      insert into splitplot.phase (experiment_id, number, valid, traffic_ppm)
      select experiment_id, 1, tstzrange('2026-01-01', null), 1000000 from splitplot.experiment;
      insert into splitplot.phase_variant (phase_id, variant_id, experiment_id, weight_ppm)
      select phase_id, variant_id, experiment_id, 500000
      from splitplot.phase join splitplot.variant using (experiment_id);
      insert into splitplot.session_variant (experiment_id, session_id, variant_id)
      select experiment_id, 's' || n, variant_id
      from splitplot.variant, generate_series(1, 99) n where position = 1 + n % 2;
      insert into splitplot.first_assignment
        (experiment_id, unit_id, variant_id, phase_id, exposure_id, assigned_at)
      select v.experiment_id, 'u' || n, v.variant_id, p.phase_id, gen_random_uuid(), '2026-02-01'
      from splitplot.variant v join splitplot.phase p using (experiment_id),
        generate_series(1, 99) n where v.position = 1 + n % 2;
      insert into splitplot.exposure
        (id, experiment_id, phase_id, variant_id, unit_id, session_id, occurred_at, received_at)
      select f.exposure_id, f.experiment_id, f.phase_id, f.variant_id, f.unit_id,
        's' || substr(f.unit_id, 2), f.assigned_at, timestamptz '2026-02-01' + n * interval '7 hours'
      from splitplot.first_assignment f, lateral (select substr(f.unit_id, 2)::integer as n) number;
      insert into splitplot.event (id, units, name, value, occurred_at, received_at)
      select gen_random_uuid(), '{"user": "u1"}', 'cart', n, now(),
        timestamptz '2026-02-01' + n * interval '7 hours'
      from generate_series(1, 99) n;
      insert into splitplot.api_key (name, role, key_hash) values ('shop', 'client', sha256('shop'));
      """;

  /** An exposure of before sessions had a rule: its session has seen another variant. */
  private static final String ODD_EXPOSURE =
      """
      alter table splitplot.exposure disable trigger all;
      insert into splitplot.exposure
        (id, experiment_id, phase_id, variant_id, unit_id, session_id, occurred_at, received_at)
      select gen_random_uuid(), experiment_id, phase_id, variant_id, 'u1', 's2', now(), '2026-03-01'
      from splitplot.first_assignment where unit_id = 'u1';
      alter table splitplot.exposure enable trigger all;
      """;

  private final TestDatabase database = TestDatabase.empty();

  @BeforeEach
  void migrateToVersion18() {
    var old =
        Flyway.configure()
            .dataSource(database.dataSource())
            .locations("classpath:migrations/primary")
            .defaultSchema("flyway")
            .placeholderReplacement(false)
            .target("18");
    old.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    old.load().migrate();
    database.run(FACTS);
    database.run(ODD_EXPOSURE);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void everyFactIsThereAgainWithItsIdAndInItsDay() throws SQLException {
    database.migrate(Target.PRIMARY);

    assertThat(value("select count(*) || ' ' || count(distinct id) from splitplot.exposure"))
        .isEqualTo("100 100");
    assertThat(value("select count(*) || ' ' || sum(value) from splitplot.event"))
        .isEqualTo("99 4950.000000000000");
    assertThat(
            value(
                "select count(*) from splitplot.exposure x join splitplot.exposure_id i using (id)"
                    + " where i.received_on = (x.received_at at time zone 'UTC')::date"))
        .isEqualTo("100");
    assertThat(value("select count(*) from splitplot.event join splitplot.event_id using (id)"))
        .isEqualTo("99");
    assertThat(value("select count(*) from splitplot.broken_promise")).isEqualTo("0");
    assertThat(value("select count(*) from splitplot.exposure where session_id is null"))
        .as("what contradicted its session is kept without it")
        .isEqualTo("1");
  }

  @Test
  void whatIsSentAgainIsADuplicateAndTheKeyIsGood() throws SQLException {
    database.migrate(Target.PRIMARY);

    assertThat(
            value(
                """
                select duplicate from splitplot.record_exposures((
                  select jsonb_agg(jsonb_build_object('index', 0, 'id', id, 'experiment', 'mail',
                    'unit', '{"user": "u1"}'::jsonb, 'variant', 'v2', 'occurred_at', now()))
                  from splitplot.exposure where unit_id = 'u1' and session_id is not null))
                """))
        .isEqualTo("1");
    assertThat(value("select name from splitplot.api_key where key_hash = sha256('shop')"))
        .isEqualTo("shop");
  }

  private String value(String query) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
