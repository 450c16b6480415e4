/** Tests of keys and limits. */
@NullMarked
package io.splitplot.api.access;

import org.jspecify.annotations.NullMarked;
