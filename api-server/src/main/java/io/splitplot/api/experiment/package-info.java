/** Experiments: creating, reading, starting and stopping them. */
@NullMarked
package io.splitplot.api.experiment;

import org.jspecify.annotations.NullMarked;
