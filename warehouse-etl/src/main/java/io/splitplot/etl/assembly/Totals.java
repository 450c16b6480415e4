package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.etl.assembly.Rows.Decoded;
import io.splitplot.etl.source.ControlFiles;
import io.splitplot.etl.source.ControlQuery;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is compared with what the source says of its rows: how many they are, and sums of columns.
 *
 * @param sums columns, of types bigint and numeric
 * @param files where files have their totals
 * @param query what is asked of the source's database
 */
public record Totals(
    List<Column> sums, Optional<ControlFiles> files, Optional<ControlQuery> query) {
  static final Totals NONE = new Totals(List.of(), Optional.empty(), Optional.empty());

  public Totals {
    sums = List.copyOf(sums);
  }

  boolean areCompared() {
    return files.isPresent() || query.isPresent();
  }

  List<BigDecimal> zero() {
    return Collections.nCopies(sums.size(), BigDecimal.ZERO);
  }

  /**
   * Sums what rows say before anything is made of it, in the source's units. So a row counts also
   * when it becomes a dead letter, as long as the field itself can be read.
   */
  List<BigDecimal> sum(List<Decoded> rows, List<Column> columns) {
    var summed = new ArrayList<BigDecimal>(sums.size());
    for (var column : sums) {
      var index = columns.indexOf(column);
      var sum = BigDecimal.ZERO;
      for (var row : rows) {
        sum = sum.add(number(column, row.fields()[index]));
      }
      summed.add(sum);
    }
    return summed;
  }

  private static BigDecimal number(Column column, @Nullable JsonNode field) {
    if (field == null) {
      return BigDecimal.ZERO;
    }
    try {
      var number = new BigDecimal(Values.text(column, field));
      return number.movePointLeft(Math.max(column.minorDigits(), 0));
    } catch (BadRowException e) {
      return BigDecimal.ZERO;
    }
  }

  static List<BigDecimal> add(List<BigDecimal> some, List<BigDecimal> more) {
    var sums = new ArrayList<BigDecimal>(some.size());
    for (var i = 0; i < some.size(); i++) {
      sums.add(some.get(i).add(more.get(i)));
    }
    return sums;
  }
}
