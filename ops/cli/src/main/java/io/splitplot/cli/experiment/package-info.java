/** Experiments, through the HTTP API. */
@NullMarked
package io.splitplot.cli.experiment;

import org.jspecify.annotations.NullMarked;
