package io.splitplot.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.splitplot.cli.doctor.View.Api;
import io.splitplot.cli.doctor.View.Database;
import io.splitplot.cli.doctor.View.Disk;
import io.splitplot.cli.doctor.View.FactDays;
import io.splitplot.cli.doctor.View.Home;
import io.splitplot.cli.doctor.View.Keys;
import io.splitplot.cli.doctor.View.Primary;
import io.splitplot.cli.doctor.View.ReadyCheck;
import io.splitplot.cli.doctor.View.Running;
import io.splitplot.cli.doctor.View.Spool;
import io.splitplot.cli.doctor.View.Warehouse;
import io.splitplot.etl.assembly.LineState;
import io.splitplot.etl.feed.SlotState;
import io.splitplot.etl.feed.WarehouseState;
import io.splitplot.etl.feed.WarehouseState.RollupProblem;
import io.splitplot.etl.feed.WarehouseState.Views;
import io.splitplot.etl.feed.WarehouseState.Watermark;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What follows from what is seen: each check, from an installation that nothing is wrong with. */
class ChecksTest {
  private static final long GIBIBYTE = 1024L * 1024 * 1024;

  private Running running = Running.YES;
  private Home home =
      new Home(
          Path.of("home"),
          true,
          List.of(),
          List.of(new Disk("home", 80 * GIBIBYTE, 100 * GIBIBYTE)),
          8080,
          true);
  private Seen<Api> api = api("up", "up", Duration.ZERO);
  private Seen<Spool> spool = new Seen.Not<>("the API answers");
  private Database database = new Database(Duration.ZERO, 180_006, 1_000);
  private boolean isStandby;
  private boolean isReadOnly;
  private FactDays days = new FactDays(true, 7, 0, 0);
  private long refused;
  private Keys keys = new Keys(2, List.of());
  private List<SlotState> slots = List.of(slot("feed", true, "reserved", 1_000));
  private boolean primaryAnswers = true;
  private int pending;
  private WarehouseState feed = feed(9, Duration.ofSeconds(1));
  private List<LineState> lines = List.of();
  private boolean warehouseAnswers = true;

  @Test
  void nothingIsWrongWithAHealthyInstallation() {
    assertThat(diagnose().findings())
        .allSatisfy(it -> assertThat(it.status()).as(it.check()).isEqualTo(Status.HEALTHY));
    assertThat(diagnose().exitCode()).isZero();
  }

  @Test
  void whereNothingRunsItSaysHowToStart() {
    running = Running.NO;
    nobodyAnswers();

    assertThat(worst("running")).isEqualTo("broken ./splitplot serve");
    assertThat(diagnose().worst()).hasSize(1);
    assertThat(diagnose().exitCode()).isEqualTo(1);
  }

  @Test
  void whatHasDiedIsBrokenAndWhatItsSpoolKeepsIsTold() {
    running = Running.LEFT_BEHIND;
    nobodyAnswers();
    spool = new Seen.Here<>(new Spool("", 1_204, 9_000, Optional.of(Instant.EPOCH)));

    assertThat(worst("running")).startsWith("broken");
    assertThat(finding("spool").detail()).contains("1,204", "1970");
    assertThat(finding("spool").status()).isEqualTo(Status.DEGRADED);
  }

  @Test
  void aDamagedSpoolIsBroken() {
    running = Running.LEFT_BEHIND;
    nobodyAnswers();
    spool = new Seen.Here<>(new Spool("file is not a database", 0, 0, Optional.empty()));

    assertThat(worst("spool")).isEqualTo("broken cp -a home/state /somewhere/safe");
  }

  @Test
  void aDeadApiIsBrokenAlsoWhenItsDatabasesLive() {
    api = new Seen.Not<>("connection refused");

    assertThat(worst("api")).isEqualTo("broken tail -n 40 home/splitplot.log.0");
  }

  @Test
  void withoutItsPrimaryTheApiIsDegradedAndWithoutAPlanItIsBroken() {
    primaryAnswers = false;
    assertThat(worst("primary")).startsWith("degraded");
    assertThat(finding("keys").status()).isEqualTo(Status.UNKNOWN);

    api = api("down", "up", Duration.ZERO);
    assertThat(worst("plan")).startsWith("broken");
  }

  @Test
  void aPrimaryThatTakesNoWritesIsDegraded() {
    isStandby = true;
    assertThat(worst("primary"))
        .isEqualTo("degraded psql -U postgres -d splitplot -c \"select pg_promote()\"");

    isStandby = false;
    isReadOnly = true;
    assertThat(worst("primary")).contains("degraded", "reset default_transaction_read_only");
  }

  @Test
  void factsInTheSpoolAreDegradedAndAFullOneIsBroken() {
    api = api("up", "degraded", Duration.ZERO);
    assertThat(worst("spool")).startsWith("degraded");

    api =
        new Seen.Here<>(
            new Api(
                Duration.ofMillis(3),
                List.of(new ReadyCheck("spool", "degraded", "9 facts wait; it is full")),
                Duration.ZERO));
    assertThat(worst("spool")).startsWith("broken");
  }

  @Test
  void factsNeedAPlaceForTheDaysToCome() {
    days = new FactDays(true, 1, 0, 0);
    assertThat(worst("partitions")).startsWith("degraded");

    days = new FactDays(false, 0, 0, 0);
    assertThat(finding("partitions").detail()).contains("today");
  }

  @Test
  void whatIsKeptTooLongOrWasRefusedIsDegraded() {
    days = new FactDays(true, 7, 3, 0);
    assertThat(worst("retention")).startsWith("degraded");
    assertThat(finding("retention").detail()).startsWith("facts").contains("3 days");

    days = new FactDays(true, 7, 0, 2);
    assertThat(finding("retention").detail()).startsWith("ids").contains("2 days");

    refused = 17;
    assertThat(worst("refused")).contains("splitplot.refused_fact");
  }

  @Test
  void withoutKeysNobodyCanCallAndExpiringOnesAreNamed() {
    keys = new Keys(0, List.of());
    assertThat(worst("keys")).isEqualTo("degraded ./splitplot key create shop --role client");

    keys = new Keys(3, List.of("shop"));
    assertThat(finding("keys").detail()).isEqualTo("within a week expire: shop");
    assertThat(worst("keys")).isEqualTo("degraded ./splitplot key rotate shop");
  }

  @Test
  void migrationsThatAreNotAppliedAreDegraded() {
    pending = 2;

    assertThat(worst("primary schema")).isEqualTo("degraded ./splitplot migrate");
    assertThat(finding("warehouse schema").status()).isEqualTo(Status.DEGRADED);
  }

  @Test
  void aSlotWithoutALimitThatKeepsMuchIsDegradedThenBroken() {
    slots = List.of(slot("feed", true, "reserved", 2 * GIBIBYTE));
    assertThat(worst("slots")).startsWith("degraded");

    slots = List.of(slot("feed", true, "extended", 11 * GIBIBYTE));
    assertThat(worst("slots")).startsWith("broken");

    slots = List.of();
    assertThat(worst("slots")).isEqualTo("degraded ./splitplot serve");
  }

  @Test
  void aSlotWithALimitIsDegradedWhenLessThanHalfIsLeftAndBrokenWhenItIsLost() {
    slots = List.of(bounded("extended", 3 * GIBIBYTE));
    assertThat(finding("slots").status()).isEqualTo(Status.HEALTHY);

    slots = List.of(bounded("extended", GIBIBYTE));
    assertThat(worst("slots")).isEqualTo("degraded ./splitplot serve");
    assertThat(finding("slots").detail()).contains("lost after 1.0 GiB more");

    slots = List.of(bounded("unreserved", 0));
    assertThat(worst("slots")).startsWith("broken");

    slots = List.of(slot("a", true, "reserved", 0), slot("splitplot_feed", false, "lost", 0));
    assertThat(worst("slots")).isEqualTo("broken ./splitplot warehouse reseed");
    slots = List.of(slot("other", false, "lost", 0));
    assertThat(finding("slots").command()).contains("pg_drop_replication_slot('other')");
  }

  @Test
  void reportsWithoutTheirFeedAreDegraded() {
    feed = feed(false, false, 0, null, 0, null);
    assertThat(worst("feed")).startsWith("degraded");

    feed = feed(9, Duration.ofMinutes(2));
    assertThat(finding("feed").detail()).contains("120 s behind");

    feed = feed(4, Duration.ZERO);
    assertThat(finding("feed").detail()).contains("4 of 9");

    warehouseAnswers = false;
    assertThat(worst("warehouse")).startsWith("degraded");
  }

  @Test
  void rollupsThatDoNotAdvanceAreDegraded() {
    feed = feed(true, true, 5, Duration.ofSeconds(10), 0, null);
    assertThat(finding("rollups").status()).isEqualTo(Status.HEALTHY);

    feed = feed(true, true, 5, Duration.ofMinutes(10), 0, null);
    assertThat(worst("rollups")).startsWith("degraded");

    feed = feed(true, true, 0, null, 0, new RollupProblem("no memory", Duration.ZERO));
    assertThat(finding("rollups").detail()).contains("no memory");
  }

  @Test
  void whatWaitsOfLinesIsDegraded() {
    lines = List.of(new LineState("costs", false, 0, 0, List.of()));
    assertThat(finding("lines").status()).isEqualTo(Status.HEALTHY);

    lines = List.of(lines.getFirst(), new LineState("calls", true, 3, 2, List.of()));
    assertThat(worst("lines")).isEqualTo("degraded ./splitplot dead-letter list --line calls");
    assertThat(finding("lines").detail())
        .contains("calls 2 batches did not pass a gate", "calls 3 rows could not be stored");
  }

  @Test
  void rowsThatTheWarehouseRefusedAreDegraded() {
    feed = feed(true, true, 0, null, 2, null);

    assertThat(worst("feed")).isEqualTo("degraded ./splitplot warehouse replay");
  }

  @Test
  void transactionsGrowOldBeforeWritesStop() {
    database = new Database(Duration.ZERO, 180_006, 600_000_000);
    assertThat(worst("transactions")).startsWith("degraded");

    database = new Database(Duration.ZERO, 180_006, 1_600_000_000);
    assertThat(worst("transactions")).startsWith("broken");
  }

  @Test
  void clocksThatAreApartAreDegraded() {
    api = api("up", "up", Duration.ofSeconds(-5));

    assertThat(worst("clocks")).isEqualTo("degraded timedatectl status");
  }

  @Test
  void anOldServerIsDegraded() {
    database = new Database(Duration.ZERO, 140_012, 1_000);

    assertThat(finding("versions").detail()).contains("14.12", "15 is the oldest");
  }

  @Test
  void aFullDiskIsBroken() {
    disk(new Disk("home", GIBIBYTE / 2, 100 * GIBIBYTE));
    assertThat(worst("disk")).isEqualTo("degraded df -h home");

    disk(new Disk("home", GIBIBYTE / 20, 100 * GIBIBYTE));
    assertThat(worst("disk")).isEqualTo("broken df -h home");
  }

  @Test
  void secretsThatOthersCanReadAreDegraded() {
    home = new Home(home.directory(), true, List.of("home/secrets.json"), home.disks(), 8080, true);

    assertThat(worst("permissions")).isEqualTo("degraded chmod go-rwx home/secrets.json");
  }

  @Test
  void aTakenPortMattersToWhatIsToStart() {
    home = new Home(home.directory(), true, List.of(), home.disks(), 8080, false);
    assertThat(finding("port").status()).isEqualTo(Status.HEALTHY);

    running = Running.NO;
    assertThat(finding("port").command()).isEqualTo("SPLITPLOT_PORT=0 ./splitplot serve");
  }

  @Test
  void theThreeWorstComeFirstAndTheBrokenBeforeTheDegraded() {
    keys = new Keys(0, List.of());
    pending = 1;
    refused = 1;
    disk(new Disk("home", 0, 100 * GIBIBYTE));

    assertThat(diagnose().worst())
        .extracting(Finding::check)
        .containsExactly("disk", "refused", "keys");
  }

  @Test
  void everyFindingToActOnHasACommand() {
    keys = new Keys(0, List.of());
    pending = 1;
    refused = 1;
    slots = List.of();
    days = new FactDays(false, 0, 9, 9);
    warehouseAnswers = false;

    assertThat(diagnose().findings())
        .filteredOn(it -> it.status().compareTo(Status.UNKNOWN) > 0)
        .allSatisfy(it -> assertThat(it.command()).as(it.check()).isNotBlank());
  }

  private static SlotState slot(String name, boolean active, String status, long retained) {
    return new SlotState(name, active, status, retained, 0L, null, null);
  }

  private static SlotState bounded(String status, long safe) {
    return new SlotState("splitplot_feed", true, status, 1, 0L, safe, 4 * GIBIBYTE);
  }

  private static WarehouseState feed(int copied, Duration lag) {
    return new WarehouseState(
        true,
        true,
        true,
        copied,
        9,
        lag,
        "0/1",
        0,
        0,
        new Watermark(1, null, 0, 0, 0),
        new Views(null, 0),
        0,
        null);
  }

  private static WarehouseState feed(
      boolean subscribed,
      boolean applying,
      long waiting,
      @Nullable Duration batchAge,
      long refused,
      @Nullable RollupProblem problem) {
    return new WarehouseState(
        subscribed,
        subscribed,
        applying,
        9,
        9,
        Duration.ZERO,
        "0/1",
        0,
        0,
        new Watermark(1, batchAge, 0, 0, waiting),
        new Views(null, 0),
        refused,
        problem);
  }

  private void nobodyAnswers() {
    api = new Seen.Not<>("nothing runs");
    primaryAnswers = false;
    warehouseAnswers = false;
    spool = new Seen.Here<>(new Spool("", 0, 0, Optional.empty()));
  }

  private void disk(Disk disk) {
    home = new Home(home.directory(), true, List.of(), List.of(disk), 8080, true);
  }

  private static Seen<Api> api(String plan, String spool, Duration clockAhead) {
    return new Seen.Here<>(
        new Api(
            Duration.ofMillis(3),
            List.of(
                new ReadyCheck("plan", plan, "it was confirmed 3 ms ago"),
                new ReadyCheck("spool", spool, "3 facts wait")),
            clockAhead));
  }

  private Diagnosis diagnose() {
    var primary =
        new Primary(
            database,
            isStandby,
            isReadOnly,
            new Seen.Here<>(days),
            new Seen.Here<>(refused),
            new Seen.Here<>(keys),
            new Seen.Here<>(slots));
    var warehouse = new Warehouse(database, new Seen.Here<>(feed), new Seen.Here<>(lines));
    return Checks.diagnose(
        new View(
            home,
            running,
            api,
            spool,
            when(primaryAnswers, primary),
            when(primaryAnswers, pending),
            when(warehouseAnswers, warehouse),
            when(warehouseAnswers, pending)));
  }

  private static <T> Seen<T> when(boolean isHere, T value) {
    return isHere ? new Seen.Here<>(value) : new Seen.Not<>("connection refused");
  }

  private Finding finding(String check) {
    return diagnose().findings().stream()
        .filter(it -> it.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  /** Status and command of a finding that is among the worst. */
  private String worst(String check) {
    return diagnose().worst().stream()
        .filter(it -> it.check().equals(check))
        .map(it -> it.status().label() + " " + it.command())
        .findFirst()
        .orElse("not among the worst");
  }
}
