/** The assembly line to the warehouse: what reaches it, and from where. */
@NullMarked
package io.splitplot.etl;

import org.jspecify.annotations.NullMarked;
