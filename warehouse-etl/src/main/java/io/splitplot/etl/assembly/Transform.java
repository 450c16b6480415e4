package io.splitplot.etl.assembly;

import io.splitplot.etl.CopyText;
import io.splitplot.etl.assembly.Rows.Checked;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The station that makes rows of the staging table. */
final class Transform {
  static final String STATION = "transform";

  private final Optional<EventRules> rules;

  /**
   * @param rules what rows have to follow that are to be events
   */
  Transform(Optional<EventRules> rules) {
    this.rules = rules;
  }

  Staged apply(Rows<Checked> rows) {
    var ruled = rules.isEmpty() ? rows : rows.through(STATION, rules.get()::apply, Checked::raw);
    var copy = new CopyText();
    for (var row : ruled.rows()) {
      copy.begin(row.raw().place());
      for (var text : row.texts()) {
        copy.cell(text);
      }
      copy.cell(row.extra() == null ? null : row.extra().toString());
      copy.end();
    }
    return new Staged(
        rows.chunk(), copy.take(), ruled.rows().size(), inOrder(ruled.dead()), rows.sums());
  }

  /** Stations come one after another, places do not. */
  private static List<DeadLetter> inOrder(List<DeadLetter> dead) {
    return dead.stream().sorted(Comparator.comparingLong(letter -> letter.raw().place())).toList();
  }
}
