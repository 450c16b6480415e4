/**
 * Where rows of other systems come from: files, databases, dead letters; read piece by piece from a
 * checkpoint on.
 */
@NullMarked
package io.splitplot.etl.source;

import org.jspecify.annotations.NullMarked;
