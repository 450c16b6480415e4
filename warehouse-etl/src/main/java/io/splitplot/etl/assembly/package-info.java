/**
 * Data of other systems on their way into the warehouse: read, decode, check, transform, stage,
 * merge.
 */
@NullMarked
package io.splitplot.etl.assembly;

import org.jspecify.annotations.NullMarked;
