package io.splitplot.etl.source;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.splitplot.etl.EtlException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;

/**
 * Files beside the data that say what is in them: {@code {"rows": 3, "sums": {"amount": 12.34}}}.
 *
 * @param suffix that the name of a data file gets
 * @param quarantine what is to become of a file without one: true, its batch is kept out; false,
 *     the line stops
 */
public record ControlFiles(String suffix, boolean quarantine) {
  private static final int BYTES_MAX = 1 << 16;
  private static final int DIGITS_MAX = 1_000;
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader();

  boolean is(String name) {
    return name.endsWith(suffix);
  }

  /**
   * Reads what is said of a file.
   *
   * @throws EtlException {@code SP-LOAD-TOTALS} nothing is, and that stops the line
   */
  Control of(Path data) throws IOException {
    var file = data.resolveSibling(data.getFileName() + suffix);
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(BYTES_MAX);
      return control(file, JSON.readTree(bytes));
    } catch (NoSuchFileException e) {
      if (quarantine) {
        return Control.unknown("there is no " + file.getFileName());
      }
      throw new EtlException(
          "SP-LOAD-TOTALS",
          "%s has no %s beside it: put it there before the data, or declare totals.missing: quarantine"
              .formatted(data, file.getFileName()),
          e);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return Control.unknown(file.getFileName() + " is no JSON: " + e.getOriginalMessage());
    }
  }

  private static Control control(Path file, JsonNode said) {
    var sums = new HashMap<String, BigDecimal>();
    for (var sum : said.path("sums").properties()) {
      if (isNumber(sum.getValue())) {
        sums.put(sum.getKey(), sum.getValue().decimalValue());
      }
    }
    return isNumber(said.path("rows"))
        ? new Control(said.path("rows").decimalValue(), sums, null)
        : new Control(null, sums, file.getFileName() + " has no number rows");
  }

  /** A few characters may be a number of a billion digits. */
  private static boolean isNumber(JsonNode node) {
    return node.isNumber()
        && Math.abs((long) node.decimalValue().scale()) + node.decimalValue().precision()
            <= DIGITS_MAX;
  }
}
