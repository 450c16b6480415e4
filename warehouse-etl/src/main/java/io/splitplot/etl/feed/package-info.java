/** The feed: logical replication from the primary into the facts, and the loop of the rollups. */
@NullMarked
package io.splitplot.etl.feed;

import org.jspecify.annotations.NullMarked;
