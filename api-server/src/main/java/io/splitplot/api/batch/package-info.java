/** What exposures and events share: a batch is checked item by item and stored at once. */
@NullMarked
package io.splitplot.api.batch;

import org.jspecify.annotations.NullMarked;
