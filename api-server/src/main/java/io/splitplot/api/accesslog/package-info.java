/** Who asked for what, and how it went: a line for each request, without what was in it. */
@NullMarked
package io.splitplot.api.accesslog;

import org.jspecify.annotations.NullMarked;
