/** The warehouse: how its feed is, and what mends it. */
@NullMarked
package io.splitplot.cli.warehouse;

import org.jspecify.annotations.NullMarked;
