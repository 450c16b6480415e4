/** How facts are taken and kept: bounds of their times, names of events, and partitions. */
@NullMarked
package io.splitplot.api.fact;

import org.jspecify.annotations.NullMarked;
