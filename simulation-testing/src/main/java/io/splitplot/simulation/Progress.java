package io.splitplot.simulation;

/** So many of the shoppers have been and gone. */
public record Progress(int done, int shoppers) {}
