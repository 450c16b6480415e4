package io.splitplot.etl.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splitplot.etl.EtlException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query of another database, in the order of their watermark and from the last one on
 * that was stored.
 *
 * <p>The database is only read, by one query a run. A row whose watermark is not above the last one
 * when it becomes visible (it got its time early and was committed late) is not seen; nor are rows
 * that are deleted.
 */
public final class QuerySource implements Source {
  /** The name of this origin. */
  public static final String ORIGIN = "query";

  private static final int ROWS_MAX = 2_000;
  private static final int CONTROL_ROWS = 50_000;
  private static final int SAME_WATERMARK_MAX = 50_000;
  private static final String POSITION = "after";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final List<String> watermark;
  private final Optional<ControlQuery> control;
  private @Nullable JsonNode before;
  private @Nullable JsonNode controlledTo;
  private long number;
  private long uncontrolled;
  private boolean hasRow;

  private QuerySource(
      Connection connection,
      PreparedStatement statement,
      List<String> watermark,
      Optional<ControlQuery> control,
      @Nullable JsonNode checkpoint)
      throws SQLException {
    this.connection = connection;
    this.statement = statement;
    this.watermark = watermark;
    this.control = control;
    before = checkpoint;
    controlledTo = checkpoint;
    rows = statement.executeQuery();
    hasRow = rows.next();
  }

  /**
   * Asks the database.
   *
   * @param watermark columns of the query that together grow with every new or changed row
   * @param control what it is asked of the rows that are read
   * @param checkpoint the values of these columns in the last row that was stored; null: none was
   */
  public static QuerySource open(
      QueryLogin login,
      String query,
      List<String> watermark,
      Optional<ControlQuery> control,
      @Nullable JsonNode checkpoint)
      throws SQLException {
    var connection = connect(login);
    try {
      if (control.isPresent()) {
        readOneState(connection);
      }
      connection.setAutoCommit(false);
      var after = checkpoint == null ? List.<JsonNode>of() : values(checkpoint);
      var statement = connection.prepareStatement(statement(query, watermark, !after.isEmpty()));
      statement.setFetchSize(ROWS_MAX);
      bind(statement, 1, after);
      return new QuerySource(connection, statement, watermark, control, checkpoint);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static Connection connect(QueryLogin login) throws SQLException {
    var properties = new Properties();
    login.user().ifPresent(user -> properties.setProperty("user", user));
    login.passwordVariable().ifPresent(name -> properties.setProperty("password", secret(name)));
    try {
      return DriverManager.getConnection(login.url(), properties);
    } catch (SQLException e) {
      throw new EtlException(
          "SP-LOAD-SOURCE", "the database of the source does not answer: " + e.getMessage(), e);
    }
  }

  private static String secret(String variable) {
    var value = System.getenv(variable);
    if (value == null) {
      throw new EtlException(
          "SP-LOAD-SOURCE", "there is no environment variable " + variable + " with the password");
    }
    return value;
  }

  /** Rows that are committed while we read are in no count of those that we read. */
  private static void readOneState(Connection connection) throws SQLException {
    var level = Connection.TRANSACTION_REPEATABLE_READ;
    if (connection.getMetaData().supportsTransactionIsolationLevel(level)) {
      connection.setTransactionIsolation(level);
    }
  }

  /** (a, b) > (?, ?) as every database understands it, in the order of a, b. */
  private static String statement(String query, List<String> watermark, boolean goesOn) {
    var order = String.join(", ", watermark);
    return "select * from ("
        + query
        + ") source"
        + (goesOn ? " where " + above(watermark) : "")
        + " order by "
        + order;
  }

  private static String above(List<String> watermark) {
    var alternatives = new ArrayList<String>();
    for (var i = 0; i < watermark.size(); i++) {
      var equal =
          watermark.subList(0, i).stream()
              .map(column -> column + " = ? and ")
              .collect(Collectors.joining());
      alternatives.add("(" + equal + watermark.get(i) + " > ?)");
    }
    return String.join(" or ", alternatives);
  }

  private static void bind(PreparedStatement statement, int first, List<JsonNode> after)
      throws SQLException {
    var isPostgres =
        statement.getConnection().getMetaData().getDatabaseProductName().equals("PostgreSQL");
    var index = first;
    for (var i = 0; i < after.size(); i++) {
      for (var j = 0; j <= i; j++) {
        bind(statement, index++, after.get(j), isPostgres);
      }
    }
  }

  private static void bind(
      PreparedStatement statement, int index, JsonNode value, boolean isPostgres)
      throws SQLException {
    if (value.isIntegralNumber()) {
      statement.setLong(index, value.longValue());
    } else if (value.isNumber()) {
      statement.setBigDecimal(index, value.decimalValue());
    } else if (isPostgres) {
      // as text of no type: the column's type reads it
      statement.setObject(index, value.textValue(), Types.OTHER);
    } else {
      statement.setString(index, value.textValue());
    }
  }

  private static List<JsonNode> values(JsonNode position) {
    var values = new ArrayList<JsonNode>();
    position.path(POSITION).forEach(values::add);
    return values;
  }

  @Override
  public Optional<Chunk> next() throws SQLException {
    if (!hasRow) {
      return Optional.empty();
    }
    var read = new ArrayList<Raw>();
    ArrayNode last;
    do {
      number++;
      last = watermark();
      read.add(new Raw(number, row().toString().getBytes(StandardCharsets.UTF_8)));
      hasRow = rows.next();
    } while (hasRow && (read.size() < ROWS_MAX || isSame(last, read.size())));
    var after = JsonNodeFactory.instance.objectNode();
    after.set(POSITION, last);
    var chunk = new Chunk(ORIGIN, new Format.Json(), read, before, after);
    before = after;
    uncontrolled += read.size();
    return Optional.of(isControlled() ? chunk.with(control(control.orElseThrow())) : chunk);
  }

  private boolean isControlled() {
    return control.isPresent() && (!hasRow || uncontrolled >= CONTROL_ROWS);
  }

  /** Asks in the transaction that reads, so that both see the same rows. */
  private Control control(ControlQuery asked) throws SQLException {
    var from = controlledTo == null ? List.<JsonNode>of() : values(controlledTo);
    var to = values(Objects.requireNonNull(before));
    try (var counting = connection.prepareStatement(controlStatement(asked, !from.isEmpty()))) {
      bind(counting, 1, to);
      bind(counting, 1 + to.size() * (to.size() + 1) / 2, from);
      try (var row = counting.executeQuery()) {
        row.next();
        var sums = new HashMap<String, BigDecimal>();
        for (var i = 0; i < asked.sums().size(); i++) {
          var sum = row.getBigDecimal(i + 2);
          sums.put(asked.sums().get(i), sum == null ? BigDecimal.ZERO : sum);
        }
        controlledTo = before;
        uncontrolled = 0;
        return new Control(row.getBigDecimal(1), sums, null);
      }
    }
  }

  private String controlStatement(ControlQuery asked, boolean goesOn) throws SQLException {
    var quote = connection.getMetaData().getIdentifierQuoteString();
    var sums = new StringBuilder();
    for (var name : asked.sums()) {
      sums.append(", sum(").append(quote).append(name.replace(quote, quote + quote));
      sums.append(quote).append(')');
    }
    return "select count(*)"
        + sums
        + " from ("
        + asked.query()
        + ") control where not ("
        + above(watermark)
        + ")"
        + (goesOn ? " and (" + above(watermark) + ")" : "");
  }

  /** Rows of one watermark are in one chunk: a run that goes on after it would miss the others. */
  private boolean isSame(ArrayNode last, int rowsSoFar) throws SQLException {
    if (!watermark().equals(last)) {
      return false;
    }
    if (rowsSoFar >= SAME_WATERMARK_MAX) {
      throw new EtlException(
          "SP-LOAD-WATERMARK",
          "more than %d rows have the watermark %s: add a column to source.watermark that tells rows apart, such as the key"
              .formatted(SAME_WATERMARK_MAX, last));
    }
    return true;
  }

  private ArrayNode watermark() throws SQLException {
    var values = JsonNodeFactory.instance.arrayNode();
    for (var column : watermark) {
      var value = rows.getObject(column);
      switch (value) {
        case null ->
            throw new EtlException(
                "SP-LOAD-WATERMARK",
                "a row of the query has no " + column + ", so nobody knows when to read it");
        case Long whole -> values.add(whole);
        case Integer whole -> values.add(whole.longValue());
        case Short whole -> values.add(whole.longValue());
        case BigDecimal decimal -> values.add(decimal);
        default -> values.add(rows.getString(column));
      }
    }
    return values;
  }

  private ObjectNode row() throws SQLException {
    var row = JsonNodeFactory.instance.objectNode();
    var columns = rows.getMetaData();
    for (var i = 1; i <= columns.getColumnCount(); i++) {
      row.set(columns.getColumnLabel(i), value(i, columns.getColumnTypeName(i)));
    }
    return row;
  }

  private JsonNode value(int column, String type) throws SQLException {
    var nodes = JsonNodeFactory.instance;
    var value = rows.getObject(column);
    return switch (value) {
      case null -> nodes.nullNode();
      case Boolean truth -> nodes.booleanNode(truth);
      case Long whole -> nodes.numberNode(whole);
      case Integer whole -> nodes.numberNode(whole);
      case Short whole -> nodes.numberNode(whole);
      case BigDecimal decimal -> nodes.numberNode(decimal);
      case byte[] bytes -> nodes.binaryNode(bytes);
      default ->
          switch (type.toLowerCase(Locale.ROOT)) {
            case "timestamptz" ->
                nodes.textNode(rows.getObject(column, OffsetDateTime.class).toInstant().toString());
            case "timestamp" ->
                value instanceof Timestamp
                    ? nodes.textNode(rows.getObject(column, LocalDateTime.class).toString())
                    : nodes.textNode(rows.getString(column));
            case "json", "jsonb" -> json(rows.getString(column));
            default -> nodes.textNode(rows.getString(column));
          };
    };
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("json of a database is JSON", e);
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection;
        statement;
        rows) {
      connection.rollback();
    }
  }
}
