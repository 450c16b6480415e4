/** {@code splitplot report} and {@code splitplot plan}, and what they look like on a terminal. */
@NullMarked
package io.splitplot.cli.report;

import org.jspecify.annotations.NullMarked;
