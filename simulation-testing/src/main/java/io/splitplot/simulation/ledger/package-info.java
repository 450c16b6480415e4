/**
 * A client that keeps a ledger: what it sent, what it was told, and whether that is true in the
 * end.
 *
 * <p>{@link io.splitplot.simulation.ledger.Plan} makes requests and faults from a seed, {@link
 * io.splitplot.simulation.ledger.Clients} send the ones and {@link
 * io.splitplot.simulation.ledger.Nemesis} does the others meanwhile, {@link
 * io.splitplot.simulation.ledger.Ledger} keeps every attempt and its answer, and {@link
 * io.splitplot.simulation.ledger.Checks} compare it with the databases.
 */
@NullMarked
package io.splitplot.simulation.ledger;

import org.jspecify.annotations.NullMarked;
