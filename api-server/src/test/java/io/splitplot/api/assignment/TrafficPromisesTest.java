package io.splitplot.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.splitplot.api.json.Json;
import io.splitplot.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What assignment promises to those who draw conclusions from it, tried on 50,000 units. */
class TrafficPromisesTest {
  private static final int UNITS = 50_000;
  private static final int[] HALVES = {500_000, 500_000};
  private static final int[] UNEVEN = {200_000, 300_000, 500_000};

  private final TestDatabase database = TestDatabase.primary();
  private TestConfiguration configuration;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    configuration = new TestConfiguration(database.dataSource(), "promises-");
    configuration.layer("checkout", "user");
    connection = database.dataSource().getConnection();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    configuration.close();
    database.close();
  }

  @Test
  void raisingTrafficMovesNobody() throws SQLException {
    started("green", "checkout", 10_000, UNEVEN);
    var before = variants("green");
    for (var traffic : new int[] {50_000, 500_000, 1_000_000}) {
      configuration.traffic("green", traffic);
      var after = variants("green");
      assertThat(after).containsAllEntriesOf(before);
      assertIsShare(after.size(), traffic / 1e6);
      before = after;
    }
  }

  @Test
  void loweringTrafficTakesUnitsOutAndMovesNobodyElse() throws SQLException {
    started("green", "checkout", 800_000, UNEVEN);
    var before = variants("green");
    configuration.traffic("green", 200_000);
    var after = variants("green");
    assertThat(before).containsAllEntriesOf(after);
    assertIsShare(after.size(), 0.2);
  }

  @Test
  void startingStoppingAndArchivingNeighboursMovesNobody() throws SQLException {
    started("left", "checkout", 300_000, HALVES);
    started("green", "checkout", 300_000, UNEVEN);
    var before = variants("green");
    started("right", "checkout", 400_000, HALVES);
    assertThat(variants("green")).isEqualTo(before);
    configuration.stop("left");
    assertThat(variants("green")).isEqualTo(before);
    configuration.archive("left");
    assertThat(variants("green")).isEqualTo(before);
    started("instead-of-left", "checkout", 300_000, HALVES);
    assertThat(variants("green")).isEqualTo(before);
  }

  @Test
  void twoExperimentsOfALayerNeverShareAUnitAndTogetherCoverIt() throws SQLException {
    started("left", "checkout", 250_000, HALVES);
    started("green", "checkout", 250_000, UNEVEN);
    configuration.stop("left");
    started("around", "checkout", 750_000, HALVES); // in two ranges, before green and after it
    var green = variants("green").keySet();
    var around = variants("around").keySet();
    assertThat(Collections.disjoint(green, around)).isTrue();
    assertThat(green.size() + around.size()).isEqualTo(UNITS);
  }

  @Test
  void theVariantsOfTwoLayersAreIndependent() throws SQLException {
    configuration.layer("search", "user");
    started("green", "checkout", 1_000_000, UNEVEN);
    started("ranking", "search", 1_000_000, new int[] {250_000, 250_000, 250_000, 250_000});
    var green = variants("green");
    var ranking = variants("ranking");
    var table = new long[UNEVEN.length][4];
    green.forEach(
        (unit, variant) -> table[index(variant)][index(ranking.getOrDefault(unit, "none"))]++);
    assertThat(ChiSquare.independence(table)).isLessThan(4);
  }

  @Test
  void variantsAreIndependentOfWhereTheLayerPutsAUnit() throws SQLException {
    started("green", "checkout", 1_000_000, HALVES);
    var table = new long[10][2];
    variants("green")
        .forEach((unit, variant) ->
            table[Bucket.of("promises-checkout", unit) / 100_000][index(variant)]++);
    assertThat(ChiSquare.independence(table)).isLessThan(4);
  }

  @Test
  void sharesAreTheWeightsWithinFourStandardErrors() throws SQLException {
    var weights = new int[] {0, 1_000, 49_000, 150_000, 0, 300_000, 500_000, 0};
    started("green", "checkout", 1_000_000, weights);
    var counts = new int[weights.length];
    variants("green").values().forEach(variant -> counts[index(variant)]++);
    for (var i = 0; i < weights.length; i++) {
      assertIsShare(counts[i], weights[i] / 1e6);
    }
  }

  private void started(String key, String layer, int trafficPpm, int[] weights)
      throws SQLException {
    configuration.draft(key, layer, trafficPpm, weights, null);
    configuration.start(key);
  }

  /** The units that have a variant of the experiment now, and which. */
  private Map<String, String> variants(String experiment) throws SQLException {
    var plan = new PlanLoader(connection).load();
    var variants = new HashMap<String, String>();
    IntStream.range(0, UNITS)
        .mapToObj(i -> "user-" + i)
        .forEach(unit -> {
          var asked = List.of(experiment);
          var units = Map.of("user", UnitIds.of(unit));
          var assignment = plan.assign(units, Json.object(), asked).getFirst().assignment();
          if (assignment.variant() != null) {
            variants.put(unit, assignment.variant());
          }
        });
    return variants;
  }

  private static int index(String variant) {
    return Integer.parseInt(variant.substring(1)) - 1;
  }

  private static void assertIsShare(int count, double share) {
    var standardError = Math.sqrt(UNITS * share * (1 - share));
    assertThat((double) count).isCloseTo(UNITS * share, within(4 * standardError));
  }
}
