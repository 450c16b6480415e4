/** {@code splitplot validate}: whether the statistics err as rarely as they promise. */
@NullMarked
package io.splitplot.cli.validate;

import org.jspecify.annotations.NullMarked;
