package io.splitplot.etl.line;

/**
 * How a station has done over some time.
 *
 * @param rows that it has finished in that time
 * @param rowsPerSecond the same over the time
 * @param busyShare how much of that time its workers worked, from 0 to 1; the rest they waited for
 *     something to do, or for room behind them
 * @param waiting portions before it now; of the first station 0
 * @param room how many portions fit before it; of the first station 0
 */
public record StationFigures(
    String station,
    int workers,
    long rows,
    double rowsPerSecond,
    double busyShare,
    int waiting,
    int room) {}
