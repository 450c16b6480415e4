/** Ramps: traffic that rises in steps, as far as the evidence allows. */
@NullMarked
package io.splitplot.api.ramp;

import org.jspecify.annotations.NullMarked;
