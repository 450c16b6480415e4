/** Assignments, recomputed in SQL. */
@NullMarked
package io.splitplot.cli.assign;

import org.jspecify.annotations.NullMarked;
