package io.splitplot.embedded;

import io.splitplot.embedded.PostgresException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How this user starts PostgreSQL, which refuses to run as root.
 *
 * @param prefix what stands before a PostgreSQL program on its command line
 * @param userId the user who must own the data
 */
record RunAs(List<String> prefix, int userId) {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int ROOT = 0;

  /** The user "nobody" of every Linux; it needs no entry in the list of users. */
  private static final int NOBODY = 65534;

  /** A plain user runs it directly, root in a user namespace or else as nobody. */
  static RunAs detect() {
    var self = userOf(Path.of("/proc/self"));
    if (self != ROOT) {
      return new RunAs(List.of(), self);
    }
    // In a namespace without a mapping the server takes itself for nobody, yet files stay root's.
    var namespace = List.of("unshare", "--user");
    if (works(namespace, "true")) {
      return new RunAs(namespace, ROOT);
    }
    var nobody = asNobody();
    if (works(nobody.prefix, "true")) {
      return nobody;
    }
    throw new PostgresException(
        Code.ROOT_REFUSED,
        "PostgreSQL does not run as root, and here neither \"unshare --user\" nor \"setpriv\""
            + " works. Start as a plain user, or install util-linux.");
  }

  static RunAs asNobody() {
    var words = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    return new RunAs(words, NOBODY);
  }

  private static boolean works(List<String> prefix, String... words) {
    return Command.run(join(prefix, List.of(words)), LIMIT).succeeded();
  }

  /** The whole command line. */
  List<String> command(List<String> words) {
    return join(prefix, words);
  }

  private static List<String> join(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** Fails with advice when the user who runs PostgreSQL cannot enter this directory. */
  void requireAccess(Path directory) {
    if (userId == NOBODY && !works(prefix, "test", "-x", directory.toString())) {
      throw new PostgresException(
          Code.ROOT_REFUSED,
          "root has to start PostgreSQL as the user "
              + NOBODY
              + " here, who cannot enter "
              + directory
              + ". Let everybody enter it and those above it (chmod a+x), choose another"
              + " SPLITPLOT_HOME, or start as a plain user.");
    }
  }

  /** Gives the directory and all in it to the user who runs PostgreSQL, unless it is theirs. */
  void own(Path path) throws IOException {
    if (userOf(path) == userId) {
      return;
    }
    try (var paths = Files.walk(path)) {
      for (var each : (Iterable<Path>) paths::iterator) {
        Files.setAttribute(each, "unix:uid", userId, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static int userOf(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:uid");
    } catch (IOException e) {
      throw new PostgresException(Code.FILE_SYSTEM, "cannot tell who owns " + path + ": " + e, e);
    }
  }
}
