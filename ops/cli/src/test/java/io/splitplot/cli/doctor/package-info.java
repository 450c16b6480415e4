/** What the doctor says. */
@NullMarked
package io.splitplot.cli.doctor;

import org.jspecify.annotations.NullMarked;
