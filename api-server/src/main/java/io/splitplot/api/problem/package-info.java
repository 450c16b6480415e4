/** What is answered when something cannot be done: RFC 9457, with a stable code. */
@NullMarked
package io.splitplot.api.problem;

import org.jspecify.annotations.NullMarked;
