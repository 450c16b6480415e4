/**
 * Load at a fixed rate, and how long answers take under it.
 *
 * <p>Open loop: requests begin at times that are fixed beforehand, and an answer's time is counted
 * from then. A server that stalls is charged for everybody who would have come meanwhile.
 */
@NullMarked
package io.splitplot.simulation.load;

import org.jspecify.annotations.NullMarked;
