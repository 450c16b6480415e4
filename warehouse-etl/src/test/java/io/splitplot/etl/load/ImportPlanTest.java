package io.splitplot.etl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.load.ImportMapping.Events;
import io.splitplot.etl.load.ImportMapping.Exposures;
import io.splitplot.etl.load.ImportMapping.Outcomes;
import io.splitplot.etl.load.ImportMapping.Time;
import io.splitplot.etl.load.ImportMapping.UnitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plan says what it means, from YAML and from options alike, or what is wrong with it. */
class ImportPlanTest {
  @TempDir Path folder;

  private static final ImportMapping MAPPING =
      new ImportMapping(
          ';',
          new UnitId.Row("customer-{row}"),
          Optional.of(
              new Exposures(
                  "arm",
                  Map.of("No E-Mail", "none", "A.1", "letter"),
                  new Time.Constant(Instant.parse("2026-02-01T00:00:00Z")),
                  Optional.empty())),
          Optional.of(new Outcomes(Map.of("Spend (USD)", "spend"), new Time.Column("seen"))),
          Map.of("past", "past"),
          Optional.empty());

  @Test
  void yamlIsRead() throws IOException {
    var yaml =
        write(
            """
            experiment: mail
            files:
              - file: data/a.csv
                delimiter: ;
                unit: {row: "customer-{row}"}
                exposures:
                  variant: arm
                  variants: {No E-Mail: none, A.1: letter}
                  occurred_at: 2026-02-01T00:00:00Z
                outcomes:
                  columns: {Spend (USD): spend}
                  occurred_at: {column: seen}
                covariates: [past]
              - file: events.csv
                events:
            """);

    var plan = ImportPlan.read(yaml);

    assertThat(plan.experiment()).isEqualTo("mail");
    assertThat(plan.files())
        .containsExactly(
            new ImportFile(folder.resolve("data/a.csv"), MAPPING),
            new ImportFile(
                folder.resolve("events.csv"),
                new ImportMapping(
                    ',',
                    new UnitId.Column("unit_id"),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Optional.of(
                        new Events(
                            "name",
                            new Time.Customary(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())))));
  }

  @Test
  void optionsSayTheSame() {
    var options = new LinkedHashMap<String, String>();
    options.put("delimiter", ";");
    options.put("unit.row", "customer-{row}");
    options.put("exposures.variant", "arm");
    options.put("exposures.variants.No E-Mail", "none");
    options.put("exposures.variants.A.1", "letter");
    options.put("exposures.occurred_at", "2026-02-01T00:00:00Z");
    options.put("outcomes.columns.Spend (USD)", "spend");
    options.put("outcomes.occurred_at.column", "seen");
    options.put("covariates.past", "past");

    var plan = ImportPlan.of("mail", folder.resolve("a.csv"), options);

    assertThat(plan.files()).containsExactly(new ImportFile(folder.resolve("a.csv"), MAPPING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{}|files: is missing, a list",
        "{files: [{file: a.csv, events: }]}|experiment: is missing",
        "{experiment: e, files: [{events: }]}|files[0]: file: is missing",
        "{experiment: e, files: [{file: a}]}|files[0]: needs at least one of exposures",
        "{experiment: e, files: [{file: a, exposure: }]}|files[0]: does not know exposure; it knows",
        "{experiment: e, files: [{file: a, events: {nam: x}}]}|files[0].events: does not know nam",
        "{experiment: e, files: [{file: a, events: , unit: {}}]}|files[0].unit: has either column or row",
        "{experiment: e, files: [{file: a, events: , unit: {row: x}}]}|row: has {row} where",
        "{experiment: e, files: [{file: a, events: {occurred_at: noon}}]}|not noon",
        "{experiment: e, files: [{file: a, outcomes: }]}|files[0].outcomes: columns: is missing",
        "{experiment: e, files: [{file: a, outcomes: {columns: {a: x, b: x}}}]}|same event name",
        "{experiment: e, files: [{file: a, events: , delimiter: ab}]}|delimiter: is one character",
        "{experiment: e, files: [{file: a, events: text}]}|files[0].events: has keys with values",
        "[|is no YAML",
      })
  void whatIsWrongIsToldWithItsPlace(String yaml, String problem) throws IOException {
    var file = write(yaml);

    assertThatThrownBy(() -> ImportPlan.read(file))
        .isInstanceOf(EtlException.class)
        .hasMessageStartingWith("SP-IMPORT-MAPPING: import.yaml")
        .hasMessageContaining(problem);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("import.yaml"), yaml);
  }
}
