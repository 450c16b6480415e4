/** Layers: how the traffic of a unit type is divided. */
@NullMarked
package io.splitplot.api.layer;

import org.jspecify.annotations.NullMarked;
