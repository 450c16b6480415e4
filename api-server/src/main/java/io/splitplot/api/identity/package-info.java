/** Which units are one person, and as which unit each visitor is decided. */
@NullMarked
package io.splitplot.api.identity;

import org.jspecify.annotations.NullMarked;
