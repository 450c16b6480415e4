package io.splitplot.etl.feed;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Rows from one database straight into a table of another one. */
final class Transfer {
  private Transfer() {}

  /**
   * @param query of the first database; it can have no parameters
   * @param target a table of the second one, with its columns
   */
  static void rows(Connection from, String query, Connection to, String target)
      throws SQLException {
    var out =
        from.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (" + query + ") to stdout");
    try {
      var in = to.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + target + " from stdin");
      try {
        for (var rows = out.readFromCopy(); rows != null; rows = out.readFromCopy()) {
          in.writeToCopy(rows, 0, rows.length);
        }
        in.endCopy();
      } finally {
        if (in.isActive()) {
          in.cancelCopy();
        }
      }
    } finally {
      if (out.isActive()) {
        out.cancelCopy();
      }
    }
  }
}
