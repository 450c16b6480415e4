/** {@code splitplot doctor}: looks at everything, judges it, and says what to type next. */
@NullMarked
package io.splitplot.cli.doctor;

import org.jspecify.annotations.NullMarked;
