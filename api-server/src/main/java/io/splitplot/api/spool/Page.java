package io.splitplot.api.spool;

import java.util.List;

/**
 * The oldest facts of a kind, in their order.
 *
 * @param last place of the last of them in that order
 */
public record Page(List<Entry> entries, long last) {}
