/** {@code splitplot validate}: the statistics proven by simulation. */
@NullMarked
package io.splitplot.cli.validate;

import org.jspecify.annotations.NullMarked;
