/** The server from outside: real HTTP against real databases. */
@NullMarked
package io.splitplot.api;

import org.jspecify.annotations.NullMarked;
