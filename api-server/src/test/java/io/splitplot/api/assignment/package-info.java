/** Decisions in memory are those of SQL, and keep their promises. */
@NullMarked
package io.splitplot.api.assignment;

import org.jspecify.annotations.NullMarked;
