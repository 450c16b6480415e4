/** What is in the spool stays there, whatever happens to the process and the file. */
@NullMarked
package io.splitplot.api.spool;

import org.jspecify.annotations.NullMarked;
