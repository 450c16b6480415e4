package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * What became of a batch.
 *
 * @param accepted how many items are stored that were not
 * @param duplicate how many had been stored before
 * @param rejected for each item that is not stored: index, id, code, detail
 */
public record Recorded(int accepted, int duplicate, ArrayNode rejected) {}
