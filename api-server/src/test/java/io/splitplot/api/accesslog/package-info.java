/** Tests of the access log. */
@NullMarked
package io.splitplot.api.accesslog;

import org.jspecify.annotations.NullMarked;
