/** {@code splitplot warehouse …}: looking after the warehouse. */
@NullMarked
package io.splitplot.cli.warehouse;

import org.jspecify.annotations.NullMarked;
