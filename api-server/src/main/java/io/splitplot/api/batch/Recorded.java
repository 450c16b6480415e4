package io.splitplot.api.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * What became of a batch.
 *
 * @param accepted how many items are durable that were not
 * @param duplicate how many had been stored before
 * @param spooled how many of the accepted are on this server's disk and not yet in the primary
 * @param rejected for each item that is not stored: index, id, code, detail
 */
public record Recorded(int accepted, int duplicate, int spooled, ArrayNode rejected) {}
