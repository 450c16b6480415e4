/** Facts are stored once and answered truly, whatever happens to the primary. */
@NullMarked
package io.splitplot.api.batch;

import org.jspecify.annotations.NullMarked;
