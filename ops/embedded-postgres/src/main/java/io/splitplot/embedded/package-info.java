/** A PostgreSQL for development and tests that belongs to the process that started it. */
@NullMarked
package io.splitplot.embedded;

import org.jspecify.annotations.NullMarked;
