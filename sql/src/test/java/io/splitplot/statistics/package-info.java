/** The statistics in SQL against numbers from elsewhere. */
@NullMarked
package io.splitplot.statistics;

import org.jspecify.annotations.NullMarked;
