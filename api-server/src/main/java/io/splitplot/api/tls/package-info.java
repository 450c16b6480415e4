/** The server's certificate, read from files and read again when they change. */
@NullMarked
package io.splitplot.api.tls;

import org.jspecify.annotations.NullMarked;
