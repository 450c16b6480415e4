package io.splitplot.api.identity;

import io.splitplot.api.database.Database;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the primary is asked and told about identities. */
final class IdentityStore {
  private static final String LINK =
      "select linked, root_id, decided_id from splitplot.link_identity(?, ?, ?, ?)";

  /** The parts of splitplot.deciding_unit; none of a standby, which may not have the newest. */
  private static final String ASK =
      """
      select v.place, s.unit_id as pinned_id, l.root_id
      from unnest(?::text[], ?::text[], ?::text[])
        with ordinality as v(unit_type, unit_id, session_id, place)
      join splitplot.unit_type ut on ut.key = v.unit_type
      left join splitplot.session s
        on s.session_id = v.session_id and s.unit_type_id = ut.unit_type_id and s.is_pinned
      left join splitplot.identity_link l
        on l.unit_type_id = ut.unit_type_id and l.unit_id = v.unit_id
      where not pg_is_in_recovery()
      """;

  private final Database primary;
  private final Database lookups;

  IdentityStore(Database primary, Database lookups) {
    this.primary = primary;
    this.lookups = lookups;
  }

  /**
   * What a log-in led to.
   *
   * @param linked whether the anonymous unit was new to links
   * @param root as whom the known unit is decided from now on
   * @param decidedAs the unit that the session goes on with
   */
  record Link(boolean linked, String root, String decidedAs) {}

  /**
   * What is known of a visitor.
   *
   * @param pinnedTo the unit that the session goes on with
   * @param root the unit that the unit is decided as
   */
  record Answer(Visitor visitor, Optional<String> pinnedTo, Optional<String> root) {}

  Link link(LogIn logIn) {
    return primary.transaction(connection -> link(connection, logIn));
  }

  private static Link link(Connection connection, LogIn logIn) throws SQLException {
    try (var statement = connection.prepareStatement(LINK)) {
      statement.setString(1, logIn.unitType());
      statement.setString(2, logIn.anonymous());
      statement.setString(3, logIn.known());
      statement.setString(4, logIn.session().orElse(null));
      try (var row = statement.executeQuery()) {
        row.next();
        return new Link(
            row.getBoolean("linked"), row.getString("root_id"), row.getString("decided_id"));
      }
    }
  }

  /** One answer for each visitor whose unit type there is; none from a standby. */
  List<Answer> ask(List<Visitor> visitors) {
    return lookups.read(connection -> ask(connection, visitors));
  }

  private static List<Answer> ask(Connection connection, List<Visitor> visitors)
      throws SQLException {
    try (var statement = connection.prepareStatement(ASK)) {
      statement.setArray(1, texts(connection, visitors, Visitor::unitType));
      statement.setArray(2, texts(connection, visitors, Visitor::id));
      statement.setArray(3, texts(connection, visitors, Visitor::session));
      try (var row = statement.executeQuery()) {
        var answers = new ArrayList<Answer>();
        while (row.next()) {
          answers.add(
              new Answer(
                  visitors.get(row.getInt("place") - 1),
                  Optional.ofNullable(row.getString("pinned_id")),
                  Optional.ofNullable(row.getString("root_id"))));
        }
        return answers;
      }
    }
  }

  private static Array texts(
      Connection connection, List<Visitor> visitors, Function<Visitor, @Nullable String> text)
      throws SQLException {
    return connection.createArrayOf("text", visitors.stream().map(text).toArray());
  }
}
