package io.splitplot.etl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.splitplot.etl.EtlException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every bad line is told with its number, its column and a reason, and nothing is stored. */
class BadLineTest {
  private static final String[] OUTCOMES = {"exposures", "", "outcomes.columns.spend", "spend"};
  private static final String FACT_COUNT =
      "select (select count(*) from fact.exposure) + (select count(*) from fact.event)";
  private static final String LATE = "2026-02-01T00:00:00Z";

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
  void anUnknownVariantIsToldWithTheKnownOnes() {
    assertRefused("unit_id,variant\nu1,none\nu2,Letter\n", "exposures", "")
        .containsExactly(
            "data.csv:3: variant: 'Letter' is not a variant of experiment mail; it has none, letter");
  }

  @Test
  void aUnitHas1To256Bytes() {
    var fits = "é".repeat(128);
    assertRefused(
            "unit_id,variant\n,none\n%s,none\n%sx,none\n".formatted(fits, fits), "exposures", "")
        .containsExactly(
            "data.csv:2: unit_id: is empty", "data.csv:4: unit_id: has 257 bytes, at most 256 fit");
  }

  @ParameterizedTest
  @CsvSource({
    "abc,'''abc'' is not a number'",
    "'1,5','''1,5'' is not a number'",
    "0x10,'''0x10'' is not a number'",
    "NaN,'''NaN'' is not a finite number'",
    "-Infinity,'''-Infinity'' is not a finite number'",
    "1e15,'''1e15'' is too large, numbers are below 1e15'",
    "-1000000000000000,'''-1000000000000000'' is too large, numbers are below 1e15'",
    "9e999,'''9e999'' is too large, numbers are below 1e15'",
    "1e9999999,'''1e9999999'' is not a number'",
  })
  void aValueIsAFiniteNumberOfAReasonableSize(String cell, String reason) {
    assertRefused("unit_id,variant,spend\nu1,none,\"%s\"\n".formatted(cell), OUTCOMES)
        .containsExactly("data.csv:2: spend: " + reason);
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday,is not a time with its offset",
    "2026-02-01T00:00:00,is not a time with its offset",
    "2026-02-30T00:00:00Z,is not a time with its offset",
    "2026-02-01,is not a time with its offset",
    "9999-01-01T00:00:00Z,is in the future",
  })
  void aTimeHasAnOffsetAndIsNotInTheFuture(String cell, String reason) {
    assertRefused("unit_id,variant,occurred_at\nu1,none,%s\n".formatted(cell), "exposures", "")
        .singleElement()
        .asString()
        .startsWith("data.csv:2: occurred_at: '" + cell + "' " + reason);
  }

  @ParameterizedTest
  @CsvSource({
    "'not-a-uuid,spend,1,,,',id: 'not-a-uuid' is not a UUID",
    "',,1,,,',name: is empty",
    "',order,,,100,EUR','order: is missing, the event order has one'",
    "',return,,o1,,','amount_minor: is missing, the event return has one'",
    "',order,,o1,100,','currency: is missing, an amount has one'",
    "',order,,o1,100,euro',currency: 'euro' is not a currency such as EUR",
    "',spend,1,,,EUR','amount_minor: is missing, a currency belongs to one'",
    "',order,,o1,-1,EUR','amount_minor: ''-1'' is not an amount, a whole number of minor units such as"
        + " cents'",
  })
  void anEventFollowsTheRulesOfThePrimary(String cells, String problem) {
    assertRefused(
            "unit_id,occurred_at,id,name,value,order,amount_minor,currency\nu1,%s,%s\n"
                .formatted(LATE, cells),
            "events",
            "")
        .containsExactly("data.csv:2: " + problem);
  }

  @Test
  void raggedRowsAreBadLines() {
    assertRefused("unit_id,variant\nu1\nu2,none\nu3,none,x\n", "exposures", "")
        .containsExactly(
            "data.csv:2: has 1 cells, the header has 2",
            "data.csv:4: has 3 cells, the header has 2");
  }

  @Test
  void lineNumbersCountLineBreaksInsideQuotesAndEmptyLines() {
    assertRefused("unit_id,variant\r\n\"a\nb\",none\r\n\r\nu2,bad\r\n", "exposures", "")
        .singleElement()
        .asString()
        .startsWith("data.csv:5: variant: 'bad'");
  }

  @Test
  void bytesThatAreNoUtf8AndNulAreBadLines() {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        "unit_id,variant\nu1,none\nM\u00fcller,none\n".getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes("a\0b,none\n\uFFFD,none\n".getBytes(StandardCharsets.UTF_8));

    var result = mail.importFile(mail.write("data.csv", bytes.toByteArray()), "exposures", "");

    assertThat(result.badLines())
        .extracting(BadLine::toString)
        .containsExactly(
            "data.csv:3: unit_id: is not valid UTF-8", "data.csv:4: unit_id: has a NUL character");
  }

  @Test
  void aUnitInTwoVariantsOfOneFileIsAConflict() {
    assertRefused("unit_id,variant\nu1,none\nu2,none\nu1,letter\n", "exposures", "")
        .containsExactly(
            "data.csv:4: variant: unit u1 is exposed to letter here and to none on line 2");
  }

  @Test
  void aUnitThatIsStoredInAnotherVariantIsAConflict() {
    mail.importText("unit_id,variant\nu1,none\n", "exposures", "");

    assertRefused("unit_id,variant\nu1,letter\n", "exposures", "")
        .containsExactly(
            "data.csv:2: variant: unit u1 is exposed to letter here and to none in a stored exposure");
  }

  @Test
  void aRepeatedRowIsABadLine() {
    assertRefused("unit_id,variant\nu1,none\nu1,none\n", "exposures", "")
        .containsExactly("data.csv:3: variant: repeats line 2");
    assertRefused(
            "unit_id,name,occurred_at\nu1,view,%s\nu1,view,%s\n".formatted(LATE, LATE),
            "events",
            "")
        .containsExactly("data.csv:3: repeats line 2");
  }

  @Test
  void twoValuesOfOneOutcomeContradictEachOther() {
    mail.importText("unit_id,variant\nu1,none\n", "exposures", "");

    assertRefused("unit_id,spend\nu1,3\nu1,4.50\n", "outcomes.columns.spend", "spend")
        .containsExactly("data.csv:3: spend: spend of unit u1 is 4.5 here and 3 on line 2");
  }

  @Test
  void aValueThatDiffersFromTheStoredOneIsAConflict() {
    mail.importText("unit_id,variant,spend\nu1,none,3\n", OUTCOMES);

    assertRefused("unit_id,variant,spend\nu1,none,4\n", OUTCOMES)
        .containsExactly("data.csv:2: spend: spend of unit u1 is 4 here and 3 in a stored event");
  }

  @Test
  void aTimeThatDiffersFromTheStoredOneIsAConflictWhenTheFileSaysIt() {
    String[] options = {"outcomes.columns.spend", "spend"};
    mail.importText("unit_id,spend,occurred_at\nu1,3,%s\n".formatted(LATE), options);

    assertRefused("unit_id,spend,occurred_at\nu1,3,2026-02-02T00:00:00Z\n", options)
        .singleElement()
        .asString()
        .startsWith("data.csv:2: spend: spend of unit u1 occurred at 2026-02-02");
  }

  @Test
  void anIdWithOtherContentIsAConflict() {
    var id = "00000000-0000-0000-0000-000000000001";
    mail.importText("unit_id,variant,id\nu1,none,%s\n".formatted(id), "exposures", "");

    assertRefused("unit_id,variant,id\nu2,none,%s\n".formatted(id), "exposures", "")
        .containsExactly("data.csv:2: variant: id %s is stored, as another exposure".formatted(id));
    var other = id.replace('1', '2');
    assertRefused(
            "unit_id,variant,id\nu2,none,%s\nu3,none,%s\n".formatted(other, other), "exposures", "")
        .containsExactly(
            "data.csv:3: variant: id %s is another exposure on line 2".formatted(other));
  }

  @Test
  void anOutcomeWithoutATimeNeedsAnExposure() {
    assertRefused("unit_id,spend\nu1,3\n", "outcomes.columns.spend", "spend")
        .containsExactly("data.csv:2: spend: unit u1 was never exposed, so its spend has no time");
  }

  @Test
  void aMissingQuotationMarkEndsTheFileAndCannotBeTolerated() {
    var csv = mail.write("data.csv", "unit_id,variant\nu1,none\nu2,\"none\nu3,none\n");

    var result = mail.run(mail.request(csv, "exposures", "").tolerating(10, mail.file("bad.csv")));

    assertThat(result).isInstanceOf(ImportResult.Refused.class);
    assertThat(result.badLines())
        .singleElement()
        .satisfies(bad -> assertThat(bad.line()).isEqualTo(3));
    assertNothingStored();
  }

  @Test
  void aRowThatNeverEndsIsFoundBeforeItFillsTheMemory() {
    var csv = mail.write("data.csv", "unit_id,variant\n\"u1,none\n" + "u2,none\n".repeat(200_000));

    assertThat(mail.importFile(csv, "exposures", "").badLines())
        .singleElement()
        .asString()
        .startsWith("data.csv:2: the row has more than a million characters");
  }

  @Test
  void aMissingColumnIsNamedNextToWhatTheFileHas() {
    assertFails("SP-IMPORT-COLUMN", "unit_id,arm\nu1,none\n")
        .hasMessageContaining("data.csv has no column variant; it has unit_id, arm");
    assertFails("SP-IMPORT-COLUMN", "unit_id,variant,variant\nu1,none,none\n")
        .hasMessageContaining("more than one column variant");
  }

  @Test
  void anEmptyFileIsAnError() {
    assertFails("SP-IMPORT-EMPTY", "").hasMessageContaining("is empty");
    assertFails("SP-IMPORT-EMPTY", "unit_id,variant\n\n").hasMessageContaining("no rows");
  }

  @Test
  void aMissingFileIsAnError() {
    var request = mail.request(mail.file("nowhere.csv"), "exposures", "");

    assertThatThrownBy(() -> mail.run(request))
        .isInstanceOf(EtlException.class)
        .hasMessageStartingWith("SP-IMPORT-FILE")
        .hasMessageContaining("nowhere.csv");
  }

  @Test
  void toleratedLinesAreLeftOutAndWrittenDown() throws Exception {
    var csv =
        mail.write(
            "data.csv",
            "unit_id,variant,spend\nu1,none,1\nu2,what,2\n\"u,3\",none,x\nu4,letter,4\n");
    var rejects = mail.file("rejects.csv");

    var result = mail.run(mail.request(csv, OUTCOMES).tolerating(2, rejects));

    assertThat(result)
        .isInstanceOfSatisfying(
            ImportResult.Stored.class,
            stored -> {
              assertThat(stored.exposuresAdded()).isEqualTo(2);
              assertThat(stored.eventsAdded()).isEqualTo(2);
              assertThat(stored.badLineCount()).isEqualTo(2);
            });
    assertThat(Files.readAllLines(rejects))
        .containsExactly(
            "file,line,column,reason,row",
            "data.csv,3,variant,\"'what' is not a variant of experiment mail; it has none, letter\","
                + "\"u2,what,2\"",
            "data.csv,4,spend,'x' is not a number,\"\"\"u,3\"\",none,x\"");
  }

  @Test
  void oneBadLineMoreThanToleratedAndNothingIsStored() {
    var csv = mail.write("data.csv", "unit_id,variant\nu1,none\nu2,x\nu3,y\n");

    var result = mail.run(mail.request(csv, "exposures", "").tolerating(1, mail.file("bad.csv")));

    assertThat(result).isInstanceOf(ImportResult.Refused.class);
    assertThat(result.badLineCount()).isEqualTo(2);
    assertThat(mail.file("bad.csv")).exists();
    assertNothingStored();
  }

  @Test
  void leavingOutAnExposureLeavesOutWhatDependsOnIt() {
    var exposures =
        ImportPlan.of(
            "mail",
            mail.write("e.csv", "unit_id,variant\nu1,bad\nu2,none\n"),
            java.util.Map.of("exposures", ""));
    var outcomes =
        ImportPlan.of(
            "mail",
            mail.write("o.csv", "unit_id,spend\nu1,1\nu2,2\n"),
            java.util.Map.of("outcomes.columns.spend", "spend"));
    var files = java.util.List.of(exposures.files().getFirst(), outcomes.files().getFirst());

    var result =
        mail.run(
            new ImportRequest(mail.dataSource(), new ImportPlan("mail", files))
                .tolerating(2, mail.file("bad.csv")));

    assertThat(result.badLines())
        .extracting(BadLine::toString)
        .satisfiesExactly(
            exposure -> assertThat(exposure).startsWith("e.csv:2: variant"),
            outcome -> assertThat(outcome).startsWith("o.csv:2: spend: unit u1 was never exposed"));
    assertThat(mail.values("select unit_id from fact.event")).containsExactly("u2");
  }

  @Test
  void allBadLinesAreCountedAndTheFirstThousandListed() {
    var result = mail.importText("unit_id,variant\n" + "u,bad\n".repeat(1_200), "exposures", "");

    assertThat(result.badLineCount()).isEqualTo(1_200);
    assertThat(result.badLines()).hasSize(1_000);
    assertThat(result.badLines().getLast().line()).isEqualTo(1_001);
  }

  private org.assertj.core.api.AbstractListAssert<
          ?, ? extends java.util.List<? extends String>, String, ?>
      assertRefused(String text, String... options) {
    var before =
        mail.value(
            "select count(*) from (select id from fact.exposure union all select id from fact.event) f");

    var result = mail.importText(text, options);

    assertThat(result).isInstanceOf(ImportResult.Refused.class);
    assertThat(
            mail.value(
                "select count(*) from (select id from fact.exposure union all select id from fact.event) f"))
        .isEqualTo(before);
    return assertThat(result.badLines()).extracting(BadLine::toString);
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFails(String code, String text) {
    return assertThatThrownBy(() -> mail.importText(text, "exposures", ""))
        .isInstanceOfSatisfying(EtlException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static void assertNothingStored() {
    assertThat(mail.value(FACT_COUNT)).isEqualTo("0");
  }
}
