/**
 * The system under test from outside: its processes, started and killed, and a cheap HTTP client.
 */
@NullMarked
package io.splitplot.simulation.system;

import org.jspecify.annotations.NullMarked;
