package io.splitplot.api.spool;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The SQLite database in a file that only its owner may read, and that one process may use. */
final class SpoolFile implements AutoCloseable {
  private static final int FORMAT = 1;
  private static final int PRIMARY_CODE = 0xff;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Connection connection;

  /** Work on the database. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  /** Opens it, and makes it when it is not there. */
  SpoolFile(Path path, long bytesMax) throws SQLException, IOException {
    if (Files.notExists(path)) {
      Files.createFile(path, OWNER_ONLY);
    }
    this.connection = DriverManager.getConnection("jdbc:sqlite:" + path);
    try {
      prepare(bytesMax);
      try (var folder = FileChannel.open(path.toAbsolutePath().getParent(), READ)) {
        folder.force(true);
      }
    } catch (SQLException | IOException e) {
      connection.close();
      throw e;
    }
  }

  private void prepare(long bytesMax) throws SQLException, IOException {
    execute("pragma busy_timeout = 5000"); // whoever was here before may be closing
    execute("pragma locking_mode = exclusive"); // before the log, which then needs no shared memory
    execute("pragma journal_mode = wal");
    execute("pragma synchronous = full"); // each commit is forced to disk
    execute("pragma secure_delete = on");
    execute("begin exclusive"); // from here on the file is ours until it is closed
    execute("commit");
    if (number("pragma user_version") > FORMAT) {
      throw new IOException("a newer version has written it");
    }
    if (!text("pragma quick_check(1)").equals("ok")) {
      throw new SQLiteException("the file is damaged", SQLiteErrorCode.SQLITE_CORRUPT);
    }
    execute("pragma user_version = " + FORMAT);
    execute("pragma max_page_count = " + Math.max(bytesMax / number("pragma page_size"), 1));
  }

  /** Whether the file itself is broken, and not what was done with it. */
  static boolean isDamage(SQLException e) {
    if (!(e instanceof SQLiteException error)) {
      return false;
    }
    var code = error.getResultCode().code & PRIMARY_CODE;
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /** When this returns all is on disk, when it throws nothing is done. */
  void transaction(Work work) throws SQLException {
    execute("begin immediate");
    try {
      work.run();
      execute("commit");
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e;
    }
  }

  private void rollback(Exception cause) {
    try {
      execute("rollback");
    } catch (SQLException e) {
      cause.addSuppressed(e); // some errors have rolled back already
    }
  }

  void execute(String statement) throws SQLException {
    try (var running = connection.createStatement()) {
      running.execute(statement);
    }
  }

  long number(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private String text(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  Connection connection() {
    return connection;
  }

  /** Size of what is used of it. */
  long bytes() throws SQLException {
    return (number("pragma page_count") - number("pragma freelist_count"))
        * number("pragma page_size");
  }

  /** Gives back the space of what was deleted, also in the log; for a file with nothing in it. */
  void shrink() throws SQLException {
    execute("vacuum");
    execute("pragma wal_checkpoint(truncate)");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
