package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.etl.source.Control;
import io.splitplot.etl.source.Format;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one origin that follow each other and are staged: what one transaction stores.
 *
 * @param slot number of the staging table that has the rows
 * @param before where the origin was read from; null: from its beginning
 * @param after where to go on when the batch is stored
 * @param read rows that were read, those among the dead letters too
 * @param sums of {@link Totals}, of all rows that were read
 * @param control what the source says of them; null: it does not say that they are all
 */
record Batch(
    int slot,
    String origin,
    Format format,
    @Nullable JsonNode before,
    JsonNode after,
    long read,
    List<DeadLetter> dead,
    Instant startedAt,
    List<BigDecimal> sums,
    @Nullable Control control) {}
