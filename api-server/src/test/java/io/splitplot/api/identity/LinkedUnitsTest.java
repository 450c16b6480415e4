package io.splitplot.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is in it is never denied, and what is not nearly always. */
class LinkedUnitsTest {
  private static final int COUNT = 200_000;

  @Test
  void itGrowsFarBeyondItsFirstSizeAndDeniesNothingThatIsInIt() {
    var linked = new LinkedUnits(64);
    IntStream.range(0, COUNT).forEach(i -> linked.add(Name.ofUnit("user", "in-" + i)));

    assertThat(count(linked, "user", "in-")).isEqualTo(COUNT);
    assertThat(count(linked, "user", "out-")).isLessThan(COUNT / 100);
  }

  @Test
  void ofTheSizeThatItIsMadeForOneInAThousandIsWronglyInIt() {
    var linked = new LinkedUnits(COUNT);
    IntStream.range(0, COUNT).forEach(i -> linked.add(Name.ofUnit("user", "in-" + i)));

    assertThat(count(linked, "user", "in-")).isEqualTo(COUNT);
    assertThat(count(linked, "user", "out-")).isLessThan(COUNT / 1000);
  }

  @Test
  void unitTypesAndSessionsAreToldApart() {
    var linked = new LinkedUnits(64);
    linked.add(Name.ofUnit("user", "x"));

    assertThat(linked.mayContain(Name.ofUnit("user", "x"))).isTrue();
    assertThat(linked.mayContain(Name.ofUnit("device", "x"))).isFalse();
    assertThat(linked.mayContain(Name.ofSession("user", "x"))).isFalse();
  }

  private static long count(LinkedUnits linked, String unitType, String prefix) {
    return IntStream.range(0, COUNT)
        .filter(i -> linked.mayContain(Name.ofUnit(unitType, prefix + i)))
        .count();
  }
}
