/** {@code splitplot experiment ramp …}: traffic that rises in steps. */
@NullMarked
package io.splitplot.cli.ramp;

import org.jspecify.annotations.NullMarked;
