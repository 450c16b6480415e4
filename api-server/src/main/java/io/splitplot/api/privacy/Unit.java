package io.splitplot.api.privacy;

/** A unit as it is asked for; it stands for its person. */
record Unit(String type, String id) {}
