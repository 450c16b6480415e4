/** Tests of the serve command. */
@NullMarked
package io.splitplot.cli.serve;

import org.jspecify.annotations.NullMarked;
