/** What operators look at: health, metrics and the description of the API. */
@NullMarked
package io.splitplot.api.operation;

import org.jspecify.annotations.NullMarked;
