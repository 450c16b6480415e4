/** {@code splitplot warehouse …}: how the warehouse is, and what mends it. */
@NullMarked
package io.splitplot.cli.warehouse;

import org.jspecify.annotations.NullMarked;
