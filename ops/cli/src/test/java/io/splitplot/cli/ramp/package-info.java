/** Tests of ramps on the command line. */
@NullMarked
package io.splitplot.cli.ramp;

import org.jspecify.annotations.NullMarked;
