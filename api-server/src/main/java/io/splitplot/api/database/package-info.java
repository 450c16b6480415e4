/** Connections, transactions and mappers of the two databases. */
@NullMarked
package io.splitplot.api.database;

import org.jspecify.annotations.NullMarked;
