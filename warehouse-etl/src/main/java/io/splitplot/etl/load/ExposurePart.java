package io.splitplot.etl.load;

import io.splitplot.etl.ContentId;
import io.splitplot.etl.EtlException;
import io.splitplot.etl.Shown;
import io.splitplot.etl.load.Cells.BadCellException;
import io.splitplot.etl.load.ImportMapping.Exposures;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.csv.CSVRecord;

/** The exposure of a row. */
final class ExposurePart implements RowPart {
  private final Experiment experiment;
  private final Header.Column variant;
  private final Map<String, Integer> variantsByText;
  private final TimeSource time;
  private final Header.Optionally id;
  private final ContentId contentId = new ContentId();

  ExposurePart(Exposures exposures, Header header, Experiment experiment) {
    this.experiment = experiment;
    variant = header.required(exposures.variant());
    variantsByText = variantsByText(exposures, experiment);
    time = TimeSource.of(exposures.occurredAt(), header, experiment.latest());
    id = header.optional(exposures.id(), "id");
  }

  private static Map<String, Integer> variantsByText(Exposures exposures, Experiment experiment) {
    var byText = new HashMap<>(experiment.variants());
    exposures
        .variants()
        .forEach((text, key) -> {
          var variantId = experiment.variants().get(key);
          if (variantId == null) {
            throw new EtlException("SP-IMPORT-MAPPING", "variants: " + unknown(key, experiment));
          }
          byText.put(text, variantId);
        });
    return byText;
  }

  @Override
  public void read(CSVRecord cells, String unitId, List<StagedRecord> records)
      throws BadCellException {
    var text = variant.of(cells);
    var variantId = variantsByText.get(text);
    if (variantId == null) {
      throw new BadCellException(variant.name(), unknown(text, experiment));
    }
    var occurredAt = time.of(cells).orElse(experiment.startedAt());
    var given = id.read(cells, Cells::id);
    records.add(
        StagedRecord.exposure(
            variant.name(),
            given.isPresent() ? given.get() : idOf(unitId, variantId, occurredAt),
            unitId,
            variantId,
            occurredAt));
  }

  private UUID idOf(String unitId, int variantId, Instant occurredAt) {
    return contentId.of(
        "exposure", experiment.key(), unitId, Integer.toString(variantId), occurredAt.toString());
  }

  private static String unknown(String text, Experiment experiment) {
    return "%s is not a variant of experiment %s; it has %s"
        .formatted(
            Shown.text(text), experiment.key(), String.join(", ", experiment.variants().keySet()));
  }
}
