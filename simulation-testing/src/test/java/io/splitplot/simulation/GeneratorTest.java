package io.splitplot.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The population: always the same people, and with the effects that the model says. */
class GeneratorTest {
  @Test
  void theSameSeedGivesTheSameBytesOnEveryMachine() throws NoSuchAlgorithmException {
    assertThat(digest(generator(7, 1_000)))
        .isEqualTo(digest(generator(7, 1_000)))
        .isEqualTo("71ab0b7577c02bc009dcf9e4e574686ee9dbf90b6b56d2d8d5ad56dffb4bf83a");
  }

  @Test
  void anotherSeedGivesOtherPeople() throws NoSuchAlgorithmException {
    assertThat(digest(generator(7, 100))).isNotEqualTo(digest(generator(8, 100)));
  }

  @Test
  void aPersonDoesNotDependOnWhoElseIsAskedFor() {
    var generator = generator(7, 100);

    assertThat(generator.shoppers(40, 60).toList())
        .isEqualTo(generator.shoppers(0, 100).toList().subList(40, 60));
  }

  @Test
  void idsAreUniqueOverShoppersFactsAndExperiments() {
    var model = ShopModel.standard();
    var ids =
        Stream.of("one", "two")
            .map(experiment -> new Generator(model, request(experiment, 7, 2_000)))
            .flatMap(generator ->
                generator
                    .shoppers(0, 2_000)
                    .flatMap(shopper ->
                        Stream.concat(
                            Stream.of(shopper.exposureId()),
                            generator.actions(shopper, "green").stream().map(Action::id))))
            .toList();

    assertThat(ids).hasSizeGreaterThan(4_000).doesNotHaveDuplicates();
  }

  @Test
  void peopleComeAndActInOrderOfTime() {
    var generator = generator(7, 500);

    assertThat(generator.shoppers(0, 500))
        .isSortedAccordingTo(Comparator.comparing(Shopper::arrivesAfter));
    assertThat(generator.shoppers(0, 500))
        .allSatisfy(shopper ->
            assertThat(generator.actions(shopper, "control"))
                .isSortedAccordingTo(Comparator.comparing(Action::after))
                .allMatch(action -> action.after().compareTo(shopper.arrivesAfter()) > 0));
  }

  @Test
  void greenMakesPeopleAddToTheCartTwelvePercentMoreOften() {
    int shoppers = 100_000;
    var generator = generator(7, shoppers);

    // A share of 0.4 of 100,000 has a standard deviation of 0.00155; five of them.
    assertThat(shareWithACart(generator, "control", shoppers)).isBetween(0.3922, 0.4078);
    assertThat(shareWithACart(generator, "green", shoppers)).isBetween(0.4402, 0.4558);
    assertThat(shareWithACart(generator, "nobody-knows", shoppers))
        .isEqualTo(shareWithACart(generator, "control", shoppers));
  }

  @Test
  void halfOfTheOrdersAreWorthLessThanTheMedian() {
    var generator = generator(7, 50_000);
    var amounts =
        generator
            .shoppers(0, 50_000)
            .flatMap(shopper -> generator.actions(shopper, "control").stream())
            .flatMap(action -> action instanceof Action.Order order ? Stream.of(order) : null)
            .mapToLong(Action.Order::amountMinor)
            .sorted()
            .toArray();

    // About 10,000 orders: the sample median is within 1.25 * 0.6 / 100 of ln 4500, five times.
    assertThat(amounts[amounts.length / 2]).isBetween(4_330L, 4_675L);
  }

  private static double shareWithACart(Generator generator, String variant, int shoppers) {
    return generator
            .shoppers(0, shoppers)
            .filter(shopper -> !generator.actions(shopper, variant).isEmpty())
            .count()
        / (double) shoppers;
  }

  private static Generator generator(long seed, int shoppers) {
    return new Generator(ShopModel.standard(), request("green-button", seed, shoppers));
  }

  private static ShopRequest request(String experiment, long seed, int shoppers) {
    return new ShopRequest(
        URI.create("http://127.0.0.1:1"), "a-key", experiment, seed, shoppers, Instant.EPOCH);
  }

  private static String digest(Generator generator) throws NoSuchAlgorithmException {
    var text =
        generator
            .shoppers(0, 100)
            .map(shopper -> shopper + " " + generator.actions(shopper, "green"))
            .collect(Collectors.joining("\n"));
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
