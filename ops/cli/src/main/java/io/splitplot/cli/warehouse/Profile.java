package io.splitplot.cli.warehouse;

import io.splitplot.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Wanted settings, each with its reason: a file such as {@code ops/config/warehouse.conf}. */
record Profile(List<Entry> server, List<Entry> analyst) {
  private static final Pattern LINE = Pattern.compile("(analyst\\.)?([a-z_]+) *= *(\\S.*)");
  private static final Pattern SHARE = Pattern.compile("([0-9]{1,2})% of memory");
  private static final long BYTES_A_MEGABYTE = 1 << 20;
  private static final int PERCENT = 100;

  /** A setting; the lines of a group share the reason above them. */
  record Entry(String name, String value, String reason) {}

  /**
   * Reads a profile.
   *
   * @param memoryBytes what shares of memory are counted from
   */
  static Profile read(Path file, long memoryBytes) {
    var profile = new Profile(new ArrayList<>(), new ArrayList<>());
    var reason = new StringBuilder();
    var isComment = false;
    var number = 0;
    for (var line : lines(file)) {
      number++;
      if (line.startsWith("#")) {
        if (!isComment) {
          reason.setLength(0);
        }
        reason.append(line.substring(1));
        isComment = true;
        continue;
      }
      isComment = false;
      if (!line.isBlank()) {
        profile.add(file + ", line " + number, line, reason.toString().strip(), memoryBytes);
      }
    }
    return profile;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw CliException.usage("SP-TUNE-001: cannot read the profile %s: %s".formatted(file, e));
    }
  }

  private void add(String place, String line, String reason, long memoryBytes) {
    var parts = LINE.matcher(line.strip());
    if (!parts.matches()) {
      throw CliException.usage(
          "SP-TUNE-002: %s is not NAME = VALUE: %s".formatted(place, line.strip()));
    }
    var entry = new Entry(parts.group(2), value(parts.group(3), memoryBytes), reason);
    (parts.group(1) == null ? server : analyst).add(entry);
  }

  private static String value(String written, long memoryBytes) {
    var share = SHARE.matcher(written);
    return share.matches()
        ? (memoryBytes * Integer.parseInt(share.group(1)) / PERCENT / BYTES_A_MEGABYTE) + "MB"
        : written;
  }
}
