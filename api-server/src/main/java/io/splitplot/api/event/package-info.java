/** Events: what happened afterwards. */
@NullMarked
package io.splitplot.api.event;

import org.jspecify.annotations.NullMarked;
