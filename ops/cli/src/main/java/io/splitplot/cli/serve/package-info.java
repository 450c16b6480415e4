/** Everything running, until it is told to stop. */
@NullMarked
package io.splitplot.cli.serve;

import org.jspecify.annotations.NullMarked;
