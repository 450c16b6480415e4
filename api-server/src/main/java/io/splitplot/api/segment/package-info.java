/** Segments: conditions that are saved under a name. */
@NullMarked
package io.splitplot.api.segment;

import org.jspecify.annotations.NullMarked;
