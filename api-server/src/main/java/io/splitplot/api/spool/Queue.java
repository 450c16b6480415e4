package io.splitplot.api.spool;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The facts of one kind in a spool, in the order in which they came. */
final class Queue {
  private static final long MICROS_IN_SECOND = 1_000_000;
  private static final long NANOS_IN_MICRO = 1000;

  private final SpoolFile file;
  private final String table;
  private volatile long last;

  /** What is up to here is in the primary, though the file may not know it yet. */
  private volatile long done;

  private volatile Instant oldest = Instant.MAX;

  Queue(SpoolFile file, String kind) throws SQLException {
    this.file = file;
    this.table = "fact_" + kind;
    file.execute(
        """
        create table if not exists %s (
          sequence    integer primary key,
          received_at integer not null,
          item        text not null
        ) strict
        """
            .formatted(table));
    this.last = file.number("select coalesce(max(sequence), 0) from " + table);
    this.done = file.number("select coalesce(min(sequence), 1) - 1 from " + table);
    look();
  }

  boolean isEmpty() {
    return done == last;
  }

  long size() {
    return last - done;
  }

  /** When the oldest was received; in the far future: there is none. */
  Instant oldest() {
    return oldest;
  }

  Duration age(Instant now) {
    return isEmpty() || now.isBefore(oldest) ? Duration.ZERO : Duration.between(oldest, now);
  }

  void append(List<Entry> entries) throws SQLException {
    var next = last;
    var insert = "insert into %s (sequence, received_at, item) values (?, ?, ?)".formatted(table);
    try (var statement = file.connection().prepareStatement(insert)) {
      for (var entry : entries) {
        statement.setLong(1, ++next);
        statement.setLong(2, micros(entry.receivedAt()));
        statement.setString(3, entry.item());
        statement.executeUpdate();
      }
    }
  }

  /** To be called when what was appended is on disk. */
  void appended(List<Entry> entries) {
    if (isEmpty() && !entries.isEmpty()) {
      oldest = entries.getFirst().receivedAt();
    }
    var end = last + entries.size();
    last = end;
  }

  Page oldest(int count) throws SQLException {
    var query =
        "select sequence, received_at, item from %s where sequence > ? order by sequence limit ?"
            .formatted(table);
    try (var statement = file.connection().prepareStatement(query)) {
      statement.setLong(1, done);
      statement.setInt(2, count);
      var entries = new ArrayList<Entry>();
      var until = done;
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          until = row.getLong(1);
          entries.add(new Entry(instant(row.getLong(2)), row.getString(3)));
        }
      }
      return new Page(entries, until);
    }
  }

  /** Says that all up to a place are in the primary. */
  void done(long until) {
    done = until;
  }

  /** Deletes what is done; that it fails costs space, and a second sending after the next start. */
  void forget() throws SQLException {
    try (var statement =
        file.connection().prepareStatement("delete from %s where sequence <= ?".formatted(table))) {
      statement.setLong(1, done);
      statement.executeUpdate();
    }
    look();
  }

  private void look() throws SQLException {
    var page = oldest(1);
    oldest = page.entries().isEmpty() ? Instant.MAX : page.entries().getFirst().receivedAt();
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS_IN_SECOND),
        instant.getNano() / NANOS_IN_MICRO);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_IN_SECOND),
        Math.floorMod(micros, MICROS_IN_SECOND) * NANOS_IN_MICRO);
  }
}
