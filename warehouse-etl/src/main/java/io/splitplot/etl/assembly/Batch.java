package io.splitplot.etl.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import io.splitplot.etl.source.Format;
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
 */
record Batch(
    int slot,
    String origin,
    Format format,
    @Nullable JsonNode before,
    JsonNode after,
    long read,
    List<DeadLetter> dead,
    Instant startedAt) {}
