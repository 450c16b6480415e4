/** The demonstration: real data and a simulated shop, through every part. */
@NullMarked
package io.splitplot.cli.demo;

import org.jspecify.annotations.NullMarked;
