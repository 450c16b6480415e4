/** Metrics: what is measured. */
@NullMarked
package io.splitplot.api.metric;

import org.jspecify.annotations.NullMarked;
