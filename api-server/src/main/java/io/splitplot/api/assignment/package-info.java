/** Assignments: which variant a unit gets, decided in memory. */
@NullMarked
package io.splitplot.api.assignment;

import org.jspecify.annotations.NullMarked;
