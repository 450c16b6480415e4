/** The tree of traffic, on the terminal. */
@NullMarked
package io.splitplot.cli.traffic;

import org.jspecify.annotations.NullMarked;
