/** Traffic: who owns which part of it. */
@NullMarked
package io.splitplot.api.traffic;

import org.jspecify.annotations.NullMarked;
