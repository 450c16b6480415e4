/** Brings databases to the newest schema. */
@NullMarked
package io.splitplot.migrate;

import org.jspecify.annotations.NullMarked;
