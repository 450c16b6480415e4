/** Who may call what: keys, roles, and the one table of endpoints. */
@NullMarked
package io.splitplot.api.access;

import org.jspecify.annotations.NullMarked;
