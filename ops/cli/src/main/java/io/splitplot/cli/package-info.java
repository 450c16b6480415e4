/** The command line: one class a command, in packages by what they are about. */
@NullMarked
package io.splitplot.cli;

import org.jspecify.annotations.NullMarked;
