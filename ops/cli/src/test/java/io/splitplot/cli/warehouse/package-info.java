/** Tests of the commands about the warehouse. */
@NullMarked
package io.splitplot.cli.warehouse;

import org.jspecify.annotations.NullMarked;
