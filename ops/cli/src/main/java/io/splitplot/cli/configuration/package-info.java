/**
 * What is configured around experiments: owners of traffic, segments, attributes, forced variants.
 */
@NullMarked
package io.splitplot.cli.configuration;

import org.jspecify.annotations.NullMarked;
