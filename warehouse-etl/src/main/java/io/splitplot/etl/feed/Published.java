package io.splitplot.etl.feed;

import io.splitplot.etl.EtlException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as the publication has it: columns may be left out.
 *
 * @param name without its schema
 * @param columns quoted, with commas between them
 */
record Published(String name, String columns) {
  boolean isFact() {
    return Comparison.FACTS.contains(name);
  }

  /** What gives its rows. */
  String select() {
    return "select %s from splitplot.%s".formatted(columns, name);
  }

  /** Where they go in the warehouse. */
  String target() {
    return "splitplot.%s (%s)".formatted(name, columns);
  }

  /** All that the primary publishes for the warehouse. */
  static List<Published> tables(Connection primary) throws SQLException {
    var tables = new ArrayList<Published>();
    try (var statement =
        primary.prepareStatement(
            """
            select
              p.tablename,
              string_agg(quote_ident(c.name), ', ' order by c.place) as columns,
              max(p.rowfilter) as filter
            from pg_publication_tables p
            cross join lateral unnest(p.attnames) with ordinality as c(name, place)
            where p.pubname = ?
            group by p.tablename
            order by p.tablename
            """)) {
      statement.setString(1, Subscription.PUBLICATION);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          var table = new Published(row.getString("tablename"), row.getString("columns"));
          if (row.getString("filter") != null) {
            throw filtered(table);
          }
          tables.add(table);
        }
      }
    }
    return tables;
  }

  private static EtlException filtered(Published table) {
    return new EtlException(
        "SP-FEED-RESUME",
        "the publication "
            + Subscription.PUBLICATION
            + " leaves rows of splitplot."
            + table.name()
            + " out, so the warehouse cannot be compared with the primary. Copy everything anew: "
            + FeedProblem.RESEED);
  }
}
