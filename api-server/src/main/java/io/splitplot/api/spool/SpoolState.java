package io.splitplot.api.spool;

import java.time.Duration;

/**
 * How the spool is.
 *
 * @param facts how many wait in it
 * @param bytes size of what is used of its file
 * @param age of the oldest fact; zero: there is none
 * @param problem what is wrong with it; empty: nothing
 */
public record SpoolState(long facts, long bytes, Duration age, String problem) {}
