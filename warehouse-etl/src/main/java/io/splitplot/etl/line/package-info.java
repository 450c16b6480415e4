/**
 * The assembly line: stations, each with its workers, joined by belts that hold so much and no
 * more.
 */
@NullMarked
package io.splitplot.etl.line;

import org.jspecify.annotations.NullMarked;
