package io.splitplot.simulation.ledger;

import io.splitplot.simulation.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What another system knows: calls of users, in files that come while everything is hurt, with
 * broken rows among them. A line loads them as events.
 */
final class Contacts {
  /** The events' name. */
  static final String EVENT = "service_contact";

  private static final Duration PAUSE = Duration.ofMillis(700);
  private static final int ROWS_MAX = 400;
  private static final int BROKEN_OF = 40;
  private static final int EVIDENCE_MAX = 10;

  private final Path folder;
  private final SplittableRandom random;
  private final Set<String> good = new HashSet<>();
  private int broken;
  private int files;

  /** The folder is made; the declaration and the files lie there. */
  Contacts(Path folder, long seed) throws IOException {
    this.folder = folder;
    this.random = new SplittableRandom(seed);
    Files.createDirectories(folder);
    Files.writeString(
        declaration(),
        """
        line: contacts
        source: {files: "*.csv"}
        target: {events: {unit_type: user}}
        columns:
          unit_id: customer
          name: {value: %s}
          order_key: number
          value: minutes
          occurred_at: at
        """
            .formatted(EVENT));
  }

  Path declaration() {
    return folder.resolve("contacts.yaml");
  }

  /** Puts files into the folder until it is interrupted, and at least one. */
  void write() throws IOException {
    try {
      do {
        writeFile();
        Thread.sleep(PAUSE);
      } while (true);
    } catch (InterruptedException _) {
      // Enough.
    }
  }

  private void writeFile() throws IOException {
    files++;
    var text = new StringBuilder("number,customer,minutes,at\n");
    var rows = random.nextInt(1, ROWS_MAX);
    for (var row = 0; row < rows; row++) {
      var number = "c-%d-%d".formatted(files, row);
      var isBroken = random.nextInt(BROKEN_OF) == 0;
      text.append(
          "%s,%s,%s,%s\n"
              .formatted(
                  number,
                  Plan.user(random.nextInt(Plan.USERS)),
                  isBroken ? "many" : Double.toString(random.nextInt(1, 900) / 10.0),
                  Instant.now()));
      if (isBroken) {
        broken++;
      } else {
        good.add(number);
      }
    }
    var hidden = Files.writeString(folder.resolve("coming"), text);
    var name = "contacts-%06d.csv".formatted(files);
    Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether all rows are somewhere; more would not help. */
  boolean areLoaded(StoredFacts warehouse) throws SQLException {
    return warehouse.number("select count(*) from fact.event where name = '" + EVENT + "'")
            + warehouse.number("select count(*) from etl.dead_letter")
        >= good.size() + broken;
  }

  /** Compares what was written with what the warehouse has. */
  Verdict check(StoredFacts warehouse) throws SQLException {
    var missing = new HashSet<>(good);
    var evidence = new ArrayList<String>();
    for (var number : loaded(warehouse)) {
      if (!missing.remove(number)) {
        evidence.add("row %s is bad or is there twice".formatted(number));
      }
    }
    missing.forEach(number -> evidence.add("row %s is missing".formatted(number)));
    var letters = warehouse.number("select count(*) from etl.dead_letter");
    if (letters != broken) {
      evidence.add("%d rows were broken, %d are dead letters".formatted(broken, letters));
    }
    return evidence.isEmpty()
        ? new Verdict.Holds()
        : new Verdict.Violated(evidence.stream().limit(EVIDENCE_MAX).toList());
  }

  private static List<String> loaded(StoredFacts warehouse) throws SQLException {
    return warehouse.texts("select order_key from fact.event where name = '" + EVENT + "'");
  }

  String counts() {
    return "%d rows of %d files, %d broken".formatted(good.size() + broken, files, broken);
  }
}
