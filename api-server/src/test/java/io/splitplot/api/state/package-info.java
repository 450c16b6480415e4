/** Tests of what is kept on disk. */
@NullMarked
package io.splitplot.api.state;

import org.jspecify.annotations.NullMarked;
