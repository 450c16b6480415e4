package io.splitplot.api.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The reports in the resources beside this test, and what they should look like. */
final class Documents {
  private static final Path FOLDER = Path.of("src/test/resources/io/splitplot/api/report");
  private static final Path WRITTEN = Path.of("target/report");

  private Documents() {}

  static JsonNode read(String name) throws IOException {
    return new ObjectMapper().readTree(FOLDER.resolve(name + ".json").toFile());
  }

  /**
   * What the file says; the actual text is left in target/report, to become the file if it's right.
   */
  static String expected(String file, String actual) throws IOException {
    Files.createDirectories(WRITTEN);
    Files.writeString(WRITTEN.resolve(file), actual);
    return Files.readString(FOLDER.resolve(file));
  }
}
