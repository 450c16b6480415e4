package io.splitplot.etl.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.splitplot.etl.EtlException;
import io.splitplot.etl.assembly.DeadLetterOffice.Named;
import io.splitplot.etl.assembly.DeadLetterOffice.Which;
import io.splitplot.etl.line.StationFigures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that failed, once more. */
class DeadLetterTest {
  private static final Lines LINES = new Lines();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void close() {
    LINES.close();
  }

  @Test
  void whatACorrectedDeclarationUnderstandsIsStoredOnce() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "id,size\n1,small\n2,7\n3,huge\n\"4,5\n");
    var yaml =
        """
        line: sizes
        source: {files: a.csv}
        target: {table: size, mode: insert, key: id}
        columns:
          id: bigint
          size: {type: bigint%s}
        """;
    assertThat(LINES.load(folder, yaml.formatted("")))
        .extracting(LoadResult::added, LoadResult::rejected)
        .containsExactly(1L, 3L);

    var corrected = LINES.line(folder, yaml.formatted(", values: {small: \"1\"}"), 100);
    assertThat(corrected.replay())
        .extracting(LoadResult::read, LoadResult::added, LoadResult::rejected)
        .containsExactly(3L, 1L, 2L);
    assertThat(corrected.replay())
        .extracting(LoadResult::read, LoadResult::added, LoadResult::rejected)
        .containsExactly(2L, 0L, 2L);

    assertThat(
            LINES.value(
                "select string_agg(format('%s %s', id, size), ',' order by id) from external.size"))
        .isEqualTo("1 1,2 7");
    var office = new DeadLetterOffice(LINES.loader());
    assertThat(office.list(Optional.of("sizes"), Which.WAITING, 10))
        .extracting(StoredDeadLetter::payload, StoredDeadLetter::attempts)
        .containsExactly(tuple("3,huge", 3), tuple("\"4,5", 3));
    assertThat(office.groups(Optional.empty(), Which.WAITING))
        .extracting(DeadLetterOffice.Group::code)
        .containsExactly("SP-LOAD-TYPE", "SP-LOAD-UNREADABLE");
    assertThat(LINES.load(folder, yaml.formatted("")).read()).isZero();
  }

  @Test
  void aQuarantinedBatchIsStoredWhenItsGatesPassOrSomebodyAcceptsIt() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "id,v,s\n1,-1,é\\ \"x\n2,5,\n");
    Files.writeString(folder.resolve("b.csv"), "id,v,s\n3,-3,\n");
    var yaml =
        """
        line: gated
        source: {files: "*.csv"}
        target: {table: gated, mode: insert, key: id}
        columns: {id: bigint, v: numeric, s: text}
        gates: [{kind: range, column: v, at_least: %d}]
        """;
    assertThat(LINES.load(folder, yaml.formatted(0)).quarantined()).isEqualTo(2);
    var first =
        Long.parseLong(
            LINES.value(
                "select min(batch_id) from etl.line_batch join etl.line using (line_id) where state = 'quarantined' and name = 'gated'"));

    var line = LINES.line(folder, yaml.formatted(-1), 100);
    assertThat(line.replay(first, false)).isEqualTo(2);
    assertThatThrownBy(() -> line.replay(first + 1, false))
        .isInstanceOf(EtlException.class)
        .hasMessageContaining("SP-LOAD-GATE")
        .hasMessageContaining("range_v found 1 rows");
    assertThat(LINES.value("select count(*) from external.gated")).isEqualTo("2");
    assertThat(line.replay(first + 1, true)).isEqualTo(1);
    assertThat(
            LINES.value(
                "select string_agg(format('%s %s %s', id, v, s), ';' order by id) from external.gated"))
        .isEqualTo("1 -1 é\\ \"x;2 5 ;3 -3 ");
    assertThatThrownBy(() -> line.replay(first, true)).hasMessageContaining("SP-LOAD-BATCH");
    assertThat(
            LINES.value(
                "select count(*) from etl.dead_letter join etl.line using (line_id) where replayed_by is null and name = 'gated'"))
        .isEqualTo("0");
  }

  @Test
  void whatNobodyWantsIsKeptAndNotReplayed() throws Exception {
    Files.writeString(folder.resolve("a.csv"), "id,v\n1,x\n2,y\n3,z\n");
    Files.writeString(folder.resolve("b.csv"), "id,v\n4,-1\n5,-2\n");
    var yaml =
        """
        line: unwanted
        source: {files: "*.csv"}
        target: {table: unwanted, mode: insert, key: id}
        columns: {id: bigint, v: numeric}
        gates: [{kind: range, column: v, at_least: 0}]
        """;
    LINES.load(folder, yaml);
    var office = new DeadLetterOffice(LINES.loader());
    var line = Optional.of("unwanted");
    var waiting = office.list(line, Which.WAITING, 10);
    assertThat(waiting).hasSize(5);
    assertThat(state()).isEqualTo("3 rows 1 batches");

    var one = waiting.getFirst().id();
    assertThat(office.dismiss(new Named.Ids(List.of(one)), "ann", "a test")).isEqualTo(1);
    assertThat(office.dismiss(new Named.Ids(List.of(one)), "bob", "again")).isZero();
    var staged = waiting.getLast();
    assertThatThrownBy(
            () -> office.dismiss(new Named.Ids(List.of(staged.id())), "ann", "a part of a batch"))
        .hasMessageContaining("SP-DEAD-LETTER-DISMISS")
        .hasMessageContaining("as a whole");
    assertThatThrownBy(() -> office.dismiss(new Named.OfBatch(staged.batchId()), "ann", " "))
        .hasMessageContaining("who and why");
    assertThat(office.dismiss(new Named.OfBatch(staged.batchId()), "ann", "sent again"))
        .isEqualTo(2);

    assertThat(office.list(line, Which.WAITING, 10)).hasSize(2);
    assertThat(office.find(one).orElseThrow().dismissed())
        .extracting(StoredDeadLetter.Dismissal::by, StoredDeadLetter.Dismissal::reason)
        .containsExactly("ann", "a test");
    assertThat(office.groups(line, Which.ALL))
        .extracting(DeadLetterOffice.Group::state)
        .containsExactlyInAnyOrder("waiting", "dismissed", "dismissed");
    assertThat(state()).isEqualTo("2 rows 0 batches");
    assertThat(LINES.line(folder, yaml, 100).replay().read()).isEqualTo(2);
    assertThatThrownBy(() -> LINES.line(folder, yaml, 100).replay(staged.batchId(), true))
        .hasMessageContaining("SP-LOAD-BATCH");
    assertThat(office.dismiss(new Named.OfLine("unwanted"), "ann", "enough")).isEqualTo(2);
    assertThat(state()).isEqualTo("0 rows 0 batches");
  }

  private static String state() throws Exception {
    try (var connection = LINES.loader().getConnection()) {
      var state =
          LineState.read(connection).stream()
              .filter(line -> line.line().equals("unwanted"))
              .findFirst()
              .orElseThrow();
      assertThat(state.running()).isTrue();
      assertThat(state.stations())
          .extracting(StationFigures::station)
          .containsExactly("read", "decode", "check", "transform", "stage", "merge");
      assertThat(state.problems())
          .hasSize((state.deadLetters() > 0 ? 1 : 0) + (state.quarantinedBatches() > 0 ? 1 : 0));
      return "%d rows %d batches".formatted(state.deadLetters(), state.quarantinedBatches());
    }
  }
}
