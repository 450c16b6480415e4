/** What a server keeps on disk, so that it can start and answer while the primary is away. */
@NullMarked
package io.splitplot.api.state;

import org.jspecify.annotations.NullMarked;
