/** Facts on this server's disk that the primary does not take now. */
@NullMarked
package io.splitplot.api.spool;

import org.jspecify.annotations.NullMarked;
