/** Exposures: who could see their treatment. */
@NullMarked
package io.splitplot.api.exposure;

import org.jspecify.annotations.NullMarked;
