package io.splitplot.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The SQL statistics give the reference numbers of {@code tests/vectors}, each family within its
 * tolerance. Some families are answered by the module {@code analysis} alone, whose tests compare
 * them.
 */
class VectorsTest {
  private static final Path VECTORS = Path.of("tests", "vectors");

  /** What needs iterated integrals or long recursions, and so is not in SQL. */
  private static final Set<String> ANSWERED_BY_JAVA =
      Set.of("group_sequential", "ks_uniform", "sequential_operating");

  private static final TestDatabase DATABASE = TestDatabase.primary();

  @BeforeAll
  static void loadVectors() throws IOException, SQLException {
    DATABASE.run(Files.readString(VECTORS.resolve("prepare.sql")));
    for (var family : filesIn(VECTORS, ".json")) {
      load("select vectors.load_family(?, ?::jsonb)", nameOf(family), family);
    }
    for (var data : filesIn(VECTORS.resolve("data"), ".csv")) {
      load("select vectors.load_rows(?, ?)", "data/" + data.getFileName(), data);
    }
  }

  @AfterAll
  static void dropDatabase() {
    DATABASE.close();
  }

  @TestFactory
  Stream<DynamicTest> everyFamilyIsWithinItsTolerance() throws IOException {
    return filesIn(VECTORS, ".json").stream()
        .map(VectorsTest::nameOf)
        .filter(family -> !ANSWERED_BY_JAVA.contains(family))
        .map(family -> DynamicTest.dynamicTest(family, () -> compare(family)));
  }

  private static void compare(String family) throws IOException, SQLException {
    var comparison = VECTORS.resolve(family + ".sql");
    assertThat(comparison).as("the SQL that answers %s", family).exists();
    var failures = new ArrayList<String>();
    var compared = 0;

    try (var connection = DATABASE.dataSource().getConnection();
        var statement = connection.createStatement();
        var numbers = statement.executeQuery(judged(Files.readString(comparison)))) {
      while (numbers.next()) {
        compared++;
        if (!numbers.getBoolean("within")) {
          failures.add(
              "%s %s: got %s, want %s"
                  .formatted(
                      numbers.getString("id"),
                      numbers.getString("quantity"),
                      numbers.getString("got"),
                      numbers.getString("want")));
        }
      }
    }

    assertThat(compared)
        .as("numbers compared for %s", family)
        .isGreaterThanOrEqualTo(cases(family));
    assertThat(failures).as("%s, of %d numbers", family, compared).isEmpty();
  }

  private static String judged(String comparison) {
    return """
    select id, quantity, got, want,
      case
        when got is null or want is null then got is null and want is null
        else got = want or abs(got - want) <= absolute
          or (want <> 0 and abs(got / want - 1) <= relative)
      end as within
    from (%s) compared
    """
        .formatted(comparison);
  }

  private static int cases(String family) throws SQLException {
    try (var connection = DATABASE.dataSource().getConnection();
        var statement =
            connection.prepareStatement("select count(*) from vectors.given where family = ?")) {
      statement.setString(1, family);
      try (var count = statement.executeQuery()) {
        count.next();
        return count.getInt(1);
      }
    }
  }

  private static void load(String call, String name, Path file) throws IOException, SQLException {
    try (Connection connection = DATABASE.dataSource().getConnection();
        var statement = connection.prepareStatement(call)) {
      statement.setString(1, name);
      statement.setString(2, Files.readString(file));
      statement.execute();
    }
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replace(".json", "");
  }

  private static List<Path> filesIn(Path folder, String ending) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
