/** Group-sequential tests: when to look, where to stop, what to say after stopping. */
@NullMarked
package io.splitplot.analysis.sequential;

import org.jspecify.annotations.NullMarked;
