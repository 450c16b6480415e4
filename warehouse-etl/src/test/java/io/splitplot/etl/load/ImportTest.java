package io.splitplot.etl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import stores: each fact once, with its time and its meaning. */
class ImportTest {
  private static final String FACTS =
      """
      select format('%s %s %s %s', unit_id, name, trim_scale(value), occurred_at at time zone 'UTC')
      from fact.event order by unit_id, name, occurred_at
      """;

  private static final ExternalExperiment mail = new ExternalExperiment();

  @BeforeEach
  void reset(@TempDir Path folder) {
    mail.reset(folder);
  }

  @AfterAll
  static void close() {
    mail.close();
  }

  @Test
  void exposuresAreStoredInTheFirstPhaseAndRolledUp() {
    var result =
        mail.importText(
            """
            unit_id,variant,occurred_at
            u1,none,2026-02-01T10:00:00Z
            u2,letter,2026-02-01 12:00:00+01:00
            """,
            "exposures",
            "");

    assertThat(result)
        .isInstanceOfSatisfying(
            ImportResult.Stored.class,
            stored -> {
              assertThat(stored.rows()).isEqualTo(2);
              assertThat(stored.exposuresAdded()).isEqualTo(2);
              assertThat(stored.warnings()).isEmpty();
            });
    assertThat(
            mail.values(
                """
                select format('%s %s %s %s %s', source, phase_id, variant_id, unit_id,
                  occurred_at at time zone 'UTC')
                from fact.exposure order by unit_id
                """))
        .containsExactly("1 1 1 u1 2026-02-01 10:00:00", "1 1 2 u2 2026-02-01 11:00:00");
    assertThat(mail.value("select sum(unit_count) from rollup.traffic")).isEqualTo("2");
  }

  @Test
  void withoutATimeTheExposureIsAtTheStartOfTheExperiment() {
    mail.importText("unit_id,variant\nu1,none\n", "exposures", "");

    assertThat(mail.value("select occurred_at = '2026-01-02' from fact.exposure")).isEqualTo("t");
  }

  @Test
  void oneFileGivesExposuresOutcomesAndCovariatesAroundTheExposure() {
    mail.importText(
        "arm,when,spend,past\nA,2026-02-01T10:00:00Z,12.50,7\nB,2026-02-02T10:00:00Z,,\n",
        "unit.row",
        "customer-{row}",
        "exposures.variant",
        "arm",
        "exposures.variants.A",
        "none",
        "exposures.variants.B",
        "letter",
        "exposures.occurred_at",
        "2026-02-01T10:00:00Z",
        "outcomes.columns.spend",
        "spend",
        "covariates.past",
        "before");

    assertThat(mail.values(FACTS))
        .containsExactly(
            "customer-1 before 7 2026-02-01 09:59:59.999999",
            "customer-1 spend 12.5 2026-02-01 10:00:00");
    assertThat(
            mail.value("select format('%s %s', sum_y, sum_x) from rollup.moments where sum_y > 0"))
        .startsWith("12.5")
        .contains(" 7");
  }

  @Test
  void importingTheSameFileAgainAddsNothing() {
    String[] options = {
      "exposures", "", "outcomes.columns.spend", "spend", "covariates.past", "before"
    };
    var text = "unit_id,variant,spend,past\nu1,none,1,2\nu2,letter,1.00,\n";
    mail.importText(text, options);
    var facts = mail.values(FACTS);

    var again = mail.importText(text.replace("1.00", "1"), options);

    assertThat(again)
        .isInstanceOfSatisfying(
            ImportResult.Stored.class,
            stored -> {
              assertThat(stored.exposuresAdded()).isZero();
              assertThat(stored.exposuresPresent()).isEqualTo(2);
              assertThat(stored.eventsAdded()).isZero();
              assertThat(stored.eventsPresent()).isEqualTo(3);
            });
    assertThat(mail.values(FACTS)).isEqualTo(facts);
  }

  @Test
  void outcomesMayComeInAnotherFileAndLater() {
    mail.importText("unit_id,variant,occurred_at\nu1,none,2026-02-01T00:00:00Z\n", "exposures", "");

    mail.importText("unit_id,spend\nu1,3\n", "outcomes.columns.spend", "spend");

    assertThat(mail.values(FACTS)).containsExactly("u1 spend 3 2026-02-01 00:00:00");
    assertThat(mail.value("select trim_scale(sum_y) from rollup.moments")).isEqualTo("3");
  }

  @Test
  void ordersAndReturnsAreImportedAsEvents() {
    mail.importText(
        """
        unit_id,name,occurred_at,id,order,amount_minor,currency
        u1,order,2026-02-01T00:00:00Z,,o1,4599,EUR
        u1,return,2026-02-02T00:00:00Z,00000000-0000-0000-0000-000000000001,o1,1500,EUR
        u1,cancellation,2026-02-03T00:00:00Z,,o1,,
        """,
        "events",
        "");

    assertThat(
            mail.values(
                """
                select format('%s %s %s %s', name, order_key, amount_minor, currency)
                from fact.event order by occurred_at
                """))
        .containsExactly("order o1 4599 EUR", "return o1 1500 EUR", "cancellation o1  ");
    assertThat(mail.value("select id from fact.event where name = 'return'"))
        .isEqualTo("00000000-0000-0000-0000-000000000001");
  }

  @Test
  void eventsOfUnitsThatWereNeverExposedAreStoredWithAWarning() {
    var result =
        mail.importText(
            "unit_id,name,value,occurred_at\nu9,spent,1,2026-02-01T00:00:00Z\n", "events", "");

    assertThat(result)
        .isInstanceOfSatisfying(
            ImportResult.Stored.class,
            stored ->
                assertThat(stored.warnings())
                    .satisfiesExactly(
                        unexposed -> assertThat(unexposed).startsWith("1 events are of units"),
                        unused -> assertThat(unused).contains("no metric").endsWith("spent")));
    assertThat(mail.values(FACTS)).hasSize(1);
  }

  @Test
  void stepsAndDenominatorsAreNamesThatMetricsUse() {
    mail.run(
        """
        insert into splitplot.metric
          (metric_id, key, version, kind, event, net, direction, description, created_at,
           denominator_event, steps)
        values
          (2, 'f', 1, 'funnel', null, false, 'increase', '', now(), null, '{look,pay}'),
          (3, 'r', 1, 'ratio', 'click', false, 'increase', '', now(), 'view', null);
        insert into splitplot.experiment_metric values (1, 2, 'secondary'), (1, 3, 'secondary');
        """);
    mail.importText("unit_id,variant,occurred_at\nu1,none,2026-02-01T00:00:00Z\n", "exposures", "");

    var result =
        mail.importText(
            """
            unit_id,name,value,occurred_at
            u1,pay,,2026-02-02T00:00:00Z
            u1,view,,2026-02-02T00:00:00Z
            u1,click,,2026-02-02T00:00:00Z
            """,
            "events",
            "");

    assertThat(result)
        .isInstanceOfSatisfying(
            ImportResult.Stored.class, stored -> assertThat(stored.warnings()).isEmpty());
  }

  @Test
  void theFirstImportOfATimeThatComesFromTheExposureStands() {
    mail.importText("unit_id,variant,occurred_at\nu1,none,2026-02-02T00:00:00Z\n", "exposures", "");
    mail.importText("unit_id,spend\nu1,3\n", "outcomes.columns.spend", "spend");
    mail.importText("unit_id,variant,occurred_at\nu1,none,2026-02-01T00:00:00Z\n", "exposures", "");

    var again = mail.importText("unit_id,spend\nu1,3\n", "outcomes.columns.spend", "spend");

    assertThat(again).isInstanceOf(ImportResult.Stored.class);
    assertThat(mail.values(FACTS)).containsExactly("u1 spend 3 2026-02-02 00:00:00");
  }

  @Test
  void textKeepsQuotesLineBreaksCommasAndLettersOfAnyLanguage() {
    mail.importText(
        "\uFEFF unit_id , variant \r\n\"a \"\"b\"\",\r\nc\\N\t\",none\r\n日本語,letter\r\n",
        "exposures",
        "");

    assertThat(mail.values("select unit_id from fact.exposure order by unit_id"))
        .containsExactly("a \"b\",\r\nc\\N\t", "日本語");
  }

  @Test
  void anotherDelimiterCanBeNamed() {
    mail.importText("unit_id;variant\nu,1;none\n", "exposures", "", "delimiter", ";");

    assertThat(mail.value("select unit_id from fact.exposure")).isEqualTo("u,1");
  }

  @Test
  void valuesAreKeptToTwelveDecimals() {
    mail.importText(
        "unit_id,variant,spend\nu1,none,-0.1234567890125\nu2,none,1e3\nu3,none,999999999999999\n",
        "exposures",
        "",
        "outcomes.columns.spend",
        "spend");

    assertThat(mail.values("select trim_scale(value) from fact.event order by unit_id"))
        .containsExactly("-0.123456789013", "1000", "999999999999999");
  }

  @Test
  void aMemberOfTheGroupForLoadingMayImport() {
    mail.run("create role import_test_loader login password 'p' in role splitplot_etl");
    var csv = mail.write("data.csv", "unit_id,variant,spend\nu1,none,1\n");
    var files = mail.request(csv, "exposures", "", "outcomes.columns.spend", "spend").files();
    try {
      var request =
          new ImportRequest(
              mail.dataSource("import_test_loader", "p"), new ImportPlan("mail", files));

      assertThat(mail.run(request)).isInstanceOf(ImportResult.Stored.class);
    } finally {
      mail.run("drop role import_test_loader");
    }
  }

  @Test
  void anUnknownExperimentIsRefusedWithTheKnownOnes() {
    assertRefused("nowhere", "SP-IMPORT-EXPERIMENT", "mail");
  }

  @Test
  void aDraftIsRefused() {
    mail.run("update splitplot.experiment set state = 'draft', started_at = null");

    assertRefused("mail", "SP-IMPORT-NOT-STARTED", "draft");
  }

  @Test
  void anExperimentThatSplitplotAssignsIsRefused() {
    mail.run("update splitplot.experiment set assignment = 'splitplot'");

    assertRefused("mail", "SP-IMPORT-NOT-EXTERNAL", "external");
  }

  private void assertRefused(String experiment, String code, String hint) {
    var csv = mail.write("data.csv", "unit_id,variant\nu1,none\n");
    var request = mail.request(experiment, csv, Map.of("exposures", ""));

    assertThatThrownBy(() -> mail.run(request))
        .isInstanceOfSatisfying(EtlException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(hint);
  }
}
