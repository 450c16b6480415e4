/**
 * What exposures and events share: a batch is checked item by item, waits in a bounded buffer, and
 * is stored in one transaction with those of other requests; or in the spool, while the primary
 * takes nothing, from where it is drained in order.
 */
@NullMarked
package io.splitplot.api.batch;

import org.jspecify.annotations.NullMarked;
