/** Units: what is randomised, as requests name them. */
@NullMarked
package io.splitplot.api.unit;

import org.jspecify.annotations.NullMarked;
