package io.splitplot.api.spool;

import java.time.Instant;

/**
 * A fact in the spool.
 *
 * @param receivedAt when this server received it
 * @param item the fact as it is to be sent
 */
public record Entry(Instant receivedAt, String item) {}
