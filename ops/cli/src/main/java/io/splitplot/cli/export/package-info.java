/** {@code splitplot export}. */
@NullMarked
package io.splitplot.cli.export;

import org.jspecify.annotations.NullMarked;
