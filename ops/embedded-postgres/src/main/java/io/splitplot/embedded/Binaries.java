package io.splitplot.embedded;

import io.splitplot.embedded.PostgresException.Code;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked from the class path.
 *
 * @param home the directory with {@code bin}, {@code lib} and {@code share}
 * @param majorVersion for example 18
 */
record Binaries(Path home, int majorVersion) {
  private static final int EXECUTABLE = 0100;

  /** One of {@code initdb}, {@code pg_ctl}, {@code postgres}. */
  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /** Unpacks into the cache unless that was done before, by whomever. */
  static Binaries in(Path cache) {
    try {
      var version = version();
      var home = cache.resolve("postgresql-" + version + "-" + platform());
      if (!Files.isDirectory(home)) {
        unpackOnce(cache, home);
      }
      return new Binaries(home, Integer.parseInt(version.substring(0, version.indexOf('.'))));
    } catch (IOException e) {
      throw new PostgresException(
          Code.BINARIES_UNUSABLE,
          "cannot unpack PostgreSQL's programs into " + cache + ": " + e,
          e);
    }
  }

  private static String version() throws IOException {
    try (var file = Binaries.class.getResourceAsStream("binaries.properties")) {
      var properties = new Properties();
      properties.load(file);
      return properties.getProperty("version");
    }
  }

  private static String platform() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var processor = System.getProperty("os.arch").replace("amd64", "x86_64");
    if (!system.equals("linux")) {
      throw notSupported(system, processor);
    }
    return system + "-" + processor;
  }

  private static PostgresException notSupported(String system, String processor) {
    return new PostgresException(
        Code.PLATFORM_NOT_SUPPORTED,
        "there is no embedded PostgreSQL for "
            + system
            + " on "
            + processor
            + ". Install PostgreSQL 15 or newer and name it in splitplot.yaml.");
  }

  // Synchronized because a file lock holds for the whole process: it would not part two threads.
  private static synchronized void unpackOnce(Path cache, Path home) throws IOException {
    Files.createDirectories(cache);
    try (var channel =
            FileChannel.open(
                cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      if (Files.isDirectory(home)) {
        return;
      }
      // Renamed when complete, so a home that exists is whole.
      var unfinished = cache.resolve("unfinished");
      Trees.delete(unfinished);
      unpack(unfinished);
      openDirectories(unfinished);
      Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void unpack(Path target) throws IOException {
    var name = "/postgres-" + platform() + ".txz";
    try (var archive = Binaries.class.getResourceAsStream(name)) {
      if (archive == null) {
        throw notSupported("linux", System.getProperty("os.arch"));
      }
      unpack(archive, target);
    }
  }

  private static void unpack(InputStream archive, Path target) throws IOException {
    var plain = new XZCompressorInputStream(new BufferedInputStream(archive));
    try (var tar = new TarArchiveInputStream(plain)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive has an entry outside of itself: " + entry.getName());
        }
        write(tar, entry, path);
      }
    }
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      setPermissions(path, (entry.getMode() & EXECUTABLE) != 0);
    }
  }

  private static void openDirectories(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      for (var directory : (Iterable<Path>) paths.filter(Files::isDirectory)::iterator) {
        setPermissions(directory, true);
      }
    }
  }

  // For everybody, whatever the umask says: root starts the programs as somebody else.
  private static void setPermissions(Path path, boolean executable) throws IOException {
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
