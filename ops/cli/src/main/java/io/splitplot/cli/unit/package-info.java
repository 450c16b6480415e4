/** What is stored of a person. */
@NullMarked
package io.splitplot.cli.unit;

import org.jspecify.annotations.NullMarked;
