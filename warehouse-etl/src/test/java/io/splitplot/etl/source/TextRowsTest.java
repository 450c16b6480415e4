package io.splitplot.etl.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;

/** Where rows of a text begin and end, whatever is in them and however the stream is cut. */
class TextRowsTest {
  private static final int COLUMNS = 3;

  /** Gives a few bytes at a time. */
  private static InputStream dripping(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1 + random.nextInt(7)));
      }
    };
  }

  private static List<Raw> csv(String text, Random random) throws IOException {
    var boundary = new CsvBoundary(',');
    boundary.expect(COLUMNS);
    return all(new TextRows(dripping(text.getBytes(UTF_8), random), boundary, 0, 1));
  }

  private static List<Raw> all(TextRows rows) throws IOException {
    var all = new ArrayList<Raw>();
    for (var row = rows.next(); row.isPresent(); row = rows.next()) {
      all.add(row.get());
    }
    return all;
  }

  private static String text(Raw raw) {
    return new String(raw.bytes(), UTF_8);
  }

  @Test
  void rowsOfRandomCellsAreFoundWhereTheyWereWritten() throws IOException {
    for (var seed = 0; seed < 2_000; seed++) {
      var random = new Random(seed);
      var format =
          CSVFormat.RFC4180
              .builder()
              .setRecordSeparator(random.nextBoolean() ? "\n" : "\r\n")
              .get();
      var text = new StringBuilder();
      var written = new ArrayList<String>();
      var lines = new ArrayList<Long>();
      var line = 1L;
      for (var i = 0; i < 1 + random.nextInt(6); i++) {
        var row = format.format(cell(random), cell(random), cell(random));
        written.add(row);
        lines.add(line);
        text.append(row).append(format.getRecordSeparator());
        line += 1 + row.chars().filter(c -> c == '\n').count();
      }
      if (random.nextBoolean()) {
        text.setLength(text.length() - format.getRecordSeparator().length());
      }
      var rows = csv(text.toString(), random);

      assertThat(rows).as("seed %d", seed).extracting(TextRowsTest::text).isEqualTo(written);
      assertThat(rows).as("seed %d", seed).extracting(Raw::place).isEqualTo(lines);
      assertThat(rows).allSatisfy(row -> assertThat(row.problem()).isNull());
    }
  }

  private static String cell(Random random) {
    var pieces = List.of("a", "b\"", "\"", ",", "\n", "é", "x y", "12", "");
    var cell = new StringBuilder();
    for (var i = 0; i < random.nextInt(4); i++) {
      cell.append(pieces.get(random.nextInt(pieces.size())));
    }
    return cell.toString();
  }

  @Test
  void oneQuotationMarkTooManyBreaksItsLineAlone() throws IOException {
    var random = new Random(1);
    assertThat(csv("a,b,c\n\"d,e,f\ng,h,i\n\"j\",k,l\n", random))
        .extracting(TextRowsTest::text)
        .containsExactly("a,b,c", "\"d,e,f", "g,h,i", "\"j\",k,l");
    assertThat(csv("a,b\"x,c\n\"d\"e,f,g\nh,\"i,j\n", random))
        .extracting(TextRowsTest::text)
        .containsExactly("a,b\"x,c", "\"d\"e,f,g", "h,\"i,j");
  }

  @Test
  void aLineThatNeverEndsIsOneRowWithAProblemAndTheNextLineIsAnother() throws IOException {
    var tooLong = "x".repeat(2 * TextRows.ROW_BYTES_MAX + 10);
    var rows =
        all(
            new TextRows(
                new ByteArrayInputStream((tooLong + "\na,b,c\n").getBytes(UTF_8)),
                new LineBoundary(),
                0,
                1));

    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst().problem()).contains("longer than");
    assertThat(text(rows.getLast())).isEqualTo("a,b,c");
    assertThat(rows.getLast().place()).isEqualTo(2);
  }

  @Test
  void fromAnyRowOnItGoesOnTheSame() throws IOException {
    var text = "a,b,c\n\n\"d\ne\",f,g\r\nh,i,j";
    var whole = csv(text, new Random(2));
    var rows = new TextRows(new ByteArrayInputStream(text.getBytes(UTF_8)), boundary(), 0, 1);
    for (var i = 0; i < whole.size(); i++) {
      var rest = new TextRows(new ByteArrayInputStream(text.getBytes(UTF_8)), boundary(), 0, 1);
      assertThat(rest.passTo(rows.offset(), rows.line())).isTrue();
      assertThat(all(rest)).usingRecursiveComparison().isEqualTo(whole.subList(i, whole.size()));
      assertThat(rows.next()).isPresent();
    }
  }

  private static Boundary boundary() {
    var boundary = new CsvBoundary(',');
    boundary.expect(COLUMNS);
    return boundary;
  }
}
