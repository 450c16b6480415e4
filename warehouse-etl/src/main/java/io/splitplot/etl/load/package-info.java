/** Imports: CSV files of experiments that another system assigned, into the facts. */
@NullMarked
package io.splitplot.etl.load;

import org.jspecify.annotations.NullMarked;
