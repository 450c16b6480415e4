/** The OpenFeature Remote Evaluation Protocol, version 0.3.0: a parameter is a flag. */
@NullMarked
package io.splitplot.api.ofrep;

import org.jspecify.annotations.NullMarked;
