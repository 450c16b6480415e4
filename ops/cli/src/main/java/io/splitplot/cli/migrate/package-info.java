/** The newest schema, on both databases. */
@NullMarked
package io.splitplot.cli.migrate;

import org.jspecify.annotations.NullMarked;
