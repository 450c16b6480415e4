/** Tests of the commands about lines. */
@NullMarked
package io.splitplot.cli.line;

import org.jspecify.annotations.NullMarked;
