package io.splitplot.api.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.splitplot.api.assignment.Split.Variant;
import io.splitplot.api.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a plan answers, at the edges that random units do not hit. By {@link BucketTest}, user-1 has
 * bucket 687,652 with the salt "checkout".
 */
class PlanTest {
  private static final Map<String, UnitIds> USER_1 = Map.of("user", UnitIds.of("user-1"));

  @ParameterizedTest
  @CsvSource({
    "687652, 687653, SPLIT",
    "0, 687653, SPLIT",
    "687652, 1000000, SPLIT",
    "0, 687652, NOT_IN_TRAFFIC",
    "687653, 1000000, NOT_IN_TRAFFIC",
  })
  void aRangeHasItsFirstBucketAndNotItsLastBound(int lower, int upper, Reason reason) {
    var plan = plan(entry("green", "user", new BucketRanges(lower, upper), 500_000));
    assertThat(decide(plan, "green").reason()).isEqualTo(reason);
  }

  @Test
  void noRangesAreNoTraffic() {
    var plan = plan(entry("green", "user", new BucketRanges(), 500_000));
    assertThat(decide(plan, "green").reason()).isEqualTo(Reason.NOT_IN_TRAFFIC);
  }

  @ParameterizedTest
  @CsvSource({"687652, v2", "687653, v1", "0, v2", "1000000, v1"})
  void aVariantHasItsFirstBucket(int lowerBound, String variant) {
    var plan = plan(entry("green", "user", new BucketRanges(0, 1_000_000), lowerBound));
    assertThat(decide(plan, "green").variant()).isEqualTo(variant);
  }

  @Test
  void eachExperimentTakesTheUnitOfItsType() {
    var everything = new BucketRanges(0, 1_000_000);
    var plan =
        plan(
            entry("visits", "session", everything, 500_000),
            entry("green", "user", everything, 500_000));
    assertThat(plan.assign(USER_1, Json.object(), null))
        .extracting(Decision::assignment)
        .extracting(Assignment::experiment, Assignment::reason)
        .containsExactly(tuple("green", Reason.SPLIT), tuple("visits", Reason.NO_UNIT));
  }

  @Test
  void askedExperimentsAreAnsweredInTheOrderAsked() {
    var plan = plan(entry("green", "user", new BucketRanges(0, 1_000_000), 500_000));
    var asked = List.of("unheard-of", "green", "draft", "green");
    assertThat(plan.assign(USER_1, Json.object(), asked))
        .extracting(decision -> decision.assignment().reason())
        .containsExactly(Reason.UNKNOWN_EXPERIMENT, Reason.SPLIT, Reason.NOT_RUNNING, Reason.SPLIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "é"})
  void aUnitIdHas1To256Bytes(String part) {
    var plan = plan();
    var attributes = Json.object();
    var units = Map.of("user", UnitIds.of(part.repeat(129)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.assign(units, attributes, null))
        .withMessageContaining("the id of a user has 1 to 256 bytes");
  }

  @Test
  void aUnitTypeThatDoesNotExistIsRefused() {
    var plan = plan();
    var attributes = Json.object();
    var units = Map.of("usr", UnitIds.of("user-1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.assign(units, attributes, null))
        .withMessage("there is no unit type usr");
  }

  private static Assignment decide(Plan plan, String experiment) {
    return plan.assign(USER_1, Json.object(), List.of(experiment)).getFirst().assignment();
  }

  private static Plan plan(PlanEntry... entries) {
    return new Plan(
        7,
        Instant.EPOCH,
        new PlanContents(
            Set.of("user", "session"),
            Set.of("green", "visits", "draft"),
            PlanContents.byKey(List.of(entries)),
            Map.of(),
            new TreeMap<>(),
            new AttributeTypes(Map.of()),
            1));
  }

  /** Layer and experiment have the same salt, and so a unit the same bucket in both. */
  private static PlanEntry entry(
      String experiment, String unitType, BucketRanges buckets, int secondLowerBound) {
    var salt = new Salt("checkout");
    var none = new BucketRanges();
    var control = new Variant(1, "v1", 0, Json.object());
    return new PlanEntry(
        1,
        experiment,
        unitType,
        1,
        1,
        PlanEntry.Mode.RUNNING,
        Targeting.of(null),
        new Traffic(List.of(), List.of(), new Layer(0, salt), buckets, buckets, none),
        new Split(
            salt,
            none,
            List.of(control, new Variant(2, "v2", secondLowerBound, Json.object())),
            control),
        "{}");
  }
}
