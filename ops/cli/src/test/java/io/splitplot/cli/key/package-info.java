/** Tests of the key command. */
@NullMarked
package io.splitplot.cli.key;

import org.jspecify.annotations.NullMarked;
