/** Databases, roles, secrets and servers of one home, started and stopped together. */
@NullMarked
package io.splitplot.cli.installation;

import org.jspecify.annotations.NullMarked;
