/** {@code splitplot report}, and what a report looks like on a terminal. */
@NullMarked
package io.splitplot.cli.report;

import org.jspecify.annotations.NullMarked;
