/** The HTTP API as the commands use it. */
@NullMarked
package io.splitplot.cli.api;

import org.jspecify.annotations.NullMarked;
