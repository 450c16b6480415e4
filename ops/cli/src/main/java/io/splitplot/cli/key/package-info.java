/** Keys of the HTTP API. */
@NullMarked
package io.splitplot.cli.key;

import org.jspecify.annotations.NullMarked;
