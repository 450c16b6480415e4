/**
 * A simulated shop: model, generate, run, check. It knows Splitplot from outside only, through
 * HTTP.
 *
 * <p>{@link io.splitplot.simulation.ShopModel} says how people behave and what the treatments
 * really do, {@link io.splitplot.simulation.Generator} makes people of it, {@link
 * io.splitplot.simulation.Runner} sends them through the API and writes a {@link
 * io.splitplot.simulation.History}, and {@link io.splitplot.simulation.Check} reads that
 * afterwards. {@link io.splitplot.simulation.Shop} is the four in a row.
 */
@NullMarked
package io.splitplot.simulation;

import org.jspecify.annotations.NullMarked;
