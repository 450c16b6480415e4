package io.splitplot.embedded;

import io.splitplot.embedded.PostgresException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/**
 * A PostgreSQL data directory and the files beside it.
 *
 * @param path without links in it
 */
record DataDirectory(Path path, Binaries binaries, RunAs runAs) {
  static final String SUPERUSER = "postgres";

  private static final Duration INITDB_LIMIT = Duration.ofMinutes(3);
  private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(20);
  private static final String SETTINGS_FILE = "splitplot.conf";
  private static final int PASSWORD_BYTES = 24;
  private static final int LOG_LINES_SHOWN = 12;

  /** Makes the data directory unless it exists, and gives it to the user who runs the server. */
  void prepare() throws IOException {
    deleteUnfinished();
    if (Files.exists(path.resolve("PG_VERSION"))) {
      requireSameVersion();
    } else {
      requireEmpty();
      create();
    }
    // Left by a server that was killed. Kept, it would stop the next one if a stranger has that
    // process number now.
    Files.deleteIfExists(path.resolve("postmaster.pid"));
    runAs.own(path);
  }

  private void requireSameVersion() throws IOException {
    var version = Files.readString(path.resolve("PG_VERSION")).strip();
    if (!version.equals(Integer.toString(binaries.majorVersion()))) {
      throw new PostgresException(
          Code.OTHER_MAJOR_VERSION,
          path
              + " was made by PostgreSQL "
              + version
              + ", and the embedded one is "
              + binaries.majorVersion()
              + ". Move it away, or dump it with the old version and restore the dump.");
    }
  }

  private void requireEmpty() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (var files = Files.list(path)) {
      if (files.findAny().isPresent()) {
        throw new PostgresException(
            Code.NOT_A_DATA_DIRECTORY,
            path + " is neither empty nor a PostgreSQL data directory. Choose another place.");
      }
    }
  }

  // The rename comes last: a directory that has the right name is complete.
  private void create() throws IOException {
    var unfinished = sibling(".unfinished-" + randomHex(8));
    var ownerOnly = PosixFilePermissions.fromString("rwx------");
    Files.createDirectory(unfinished, PosixFilePermissions.asFileAttribute(ownerOnly));
    var password = randomHex(PASSWORD_BYTES);
    writePrivately(passwordFile(), password);
    var passwordForInitdb = sibling(".unfinished-" + randomHex(8));
    writePrivately(passwordForInitdb, password);
    runAs.own(unfinished);
    runAs.own(passwordForInitdb);
    initdb(unfinished, passwordForInitdb);
    Files.delete(passwordForInitdb);
    Files.writeString(
        unfinished.resolve("postgresql.conf"),
        "\ninclude_if_exists = '" + SETTINGS_FILE + "'\n",
        StandardOpenOption.APPEND);
    Files.deleteIfExists(path);
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private void initdb(Path target, Path passwordForInitdb) {
    var words =
        List.of(
            binaries.program("initdb"),
            "--pgdata=" + target,
            "--username=" + SUPERUSER,
            "--pwfile=" + passwordForInitdb,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            // Sorts and folds alike on every machine, whatever locales are installed.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions");
    var result = Command.run(runAs.command(words), INITDB_LIMIT);
    if (!result.succeeded()) {
      throw new PostgresException(
          Code.INITDB_FAILED,
          "cannot make the data directory " + path + ":\n" + lastLines(result.output()));
    }
  }

  /** Deletes what an earlier start began; its initdb may have outlived it and be writing still. */
  private void deleteUnfinished() throws IOException {
    var prefix = path.getFileName() + ".unfinished-";
    try (var files = Files.newDirectoryStream(path.getParent(), prefix + "*")) {
      for (var file : files) {
        if (!ServerProcesses.await(() -> deleted(file), LEFTOVER_LIMIT)) {
          throw new PostgresException(
              Code.FILE_SYSTEM, "cannot delete " + file + ", which an earlier start left behind");
        }
      }
    }
  }

  private static boolean deleted(Path unfinished) {
    ServerProcesses.of(unfinished).forEach(ProcessHandle::destroyForcibly);
    try {
      Trees.delete(unfinished);
      return true;
    } catch (IOException | UncheckedIOException _) {
      return false; // changed under our hands
    }
  }

  String password() throws IOException {
    if (!Files.exists(passwordFile())) {
      throw new PostgresException(
          Code.PASSWORD_LOST,
          passwordFile()
              + " with the superuser's password of "
              + path
              + " is missing. Restore it, or move the data directory away to begin anew.");
    }
    return Files.readString(passwordFile()).strip();
  }

  Path passwordFile() {
    return passwordFile(path);
  }

  static Path passwordFile(Path path) {
    return path.resolveSibling(path.getFileName() + ".password");
  }

  void writeSettings(Options options, int port) throws IOException {
    var file = path.resolve(SETTINGS_FILE);
    Files.writeString(file, Settings.file(options, port));
    runAs.own(file);
    Files.writeString(portFile(), Integer.toString(port));
  }

  /** The port of the last start, or 0. */
  int lastPort() throws IOException {
    return Files.exists(portFile()) ? Integer.parseInt(Files.readString(portFile()).strip()) : 0;
  }

  private Path portFile() {
    return path.resolve("splitplot.port");
  }

  /** Where the server writes; the log of the start before is kept beside it. */
  Path beginLog() throws IOException {
    if (Files.exists(log())) {
      Files.move(log(), path.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    return log();
  }

  String lastLogLines() throws IOException {
    return Files.exists(log()) ? lastLines(Files.readString(log())) : "";
  }

  private Path log() {
    return path.resolve("server.log");
  }

  /** The server's process number according to itself, or -1 when it is not running. */
  long postmasterPid() {
    var lines = postmasterFile();
    return lines.isEmpty() ? -1 : Long.parseLong(lines.getFirst().strip());
  }

  /** Whether the server with this process number says that it takes connections. */
  boolean isReady(long pid) {
    var lines = postmasterFile();
    return lines.size() >= 8
        && lines.get(0).strip().equals(Long.toString(pid))
        && lines.get(7).strip().equals("ready");
  }

  private List<String> postmasterFile() {
    try {
      return Files.readAllLines(path.resolve("postmaster.pid"));
    } catch (IOException _) {
      return List.of(); // not there, or just being replaced
    }
  }

  /** The number by which a cluster differs from all others: the first field of its control file. */
  long systemIdentifier() throws IOException {
    try (var control = Files.newInputStream(path.resolve("global/pg_control"))) {
      return ByteBuffer.wrap(control.readNBytes(Long.BYTES))
          .order(ByteOrder.nativeOrder())
          .getLong();
    }
  }

  private Path sibling(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    var ownerOnly = PosixFilePermissions.fromString("rw-------");
    Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      channel.force(true); // the data directory is worthless without it
    }
  }

  private static String randomHex(int bytes) {
    var random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static String lastLines(String text) {
    var lines = text.lines().toList();
    return String.join(
        "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
  }
}
