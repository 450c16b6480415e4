/** Assembly lines: loading data of other systems, and what became dead letters on the way. */
@NullMarked
package io.splitplot.cli.line;

import org.jspecify.annotations.NullMarked;
