/** Experiments that another system assigned, from CSV files. */
@NullMarked
package io.splitplot.cli.imports;

import org.jspecify.annotations.NullMarked;
