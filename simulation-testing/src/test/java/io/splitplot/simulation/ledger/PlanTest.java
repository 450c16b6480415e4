package io.splitplot.simulation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.simulation.ledger.Plan.Shape;
import io.splitplot.simulation.ledger.PlannedFact.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run can be repeated only when its plan comes from the seed and from nothing else. */
class PlanTest {
  @TempDir Path folder;

  private static Plan plan(long seed) {
    return new Plan(new Shape(seed, 60, 50, 2, 20, 22, 12));
  }

  @Test
  void theSameSeedGivesTheSamePlanByteForByte() throws IOException {
    plan(7).write(folder.resolve("once"));
    plan(7).write(folder.resolve("again"));
    plan(8).write(folder.resolve("other"));

    assertThat(Files.mismatch(folder.resolve("once"), folder.resolve("again"))).isEqualTo(-1);
    assertThat(Files.mismatch(folder.resolve("once"), folder.resolve("other"))).isNotEqualTo(-1);
  }

  @Test
  void aRequestIsTheSameWhateverWasAskedBefore() {
    var asked = plan(7);
    IntStream.range(0, 100).forEach(asked::request);

    assertThat(asked.request(50).line()).isEqualTo(plan(7).request(50).line());
  }

  @Test
  void everyKindOfFaultIsPlannedAndThoseOfDatabasesDoNotMeet() {
    var faults = plan(7).faults();

    assertThat(faults).extracting(Fault::kind).contains(Fault.Kind.values());
    assertThat(faults).filteredOn(it -> it.kind() == Fault.Kind.SERVER_KILL).hasSize(20);
    assertThat(faults).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
  }

  @Test
  void somePlannedFactsAreBadAndSomeComeTwice() {
    var ids = new HashSet<>();
    var facts =
        IntStream.range(0, 2_000)
            .mapToObj(plan(7)::request)
            .flatMap(it -> it.facts().stream())
            .toList();
    var repeats = facts.stream().filter(fact -> !ids.add(fact.id())).count();

    assertThat(repeats).isPositive();
    assertThat(facts).extracting(PlannedFact::expected).contains(Expected.values());
    assertThat(Arrays.stream(PlannedRequest.Kind.values()))
        .allMatch(kind ->
            IntStream.range(0, 100).anyMatch(number -> plan(7).request(number).kind() == kind));
  }
}
