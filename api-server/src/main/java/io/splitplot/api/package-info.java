/** The HTTP API: a server as a library, one package for each feature. */
@NullMarked
package io.splitplot.api;

import org.jspecify.annotations.NullMarked;
