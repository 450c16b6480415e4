/** What is configured, and where each value comes from. */
@NullMarked
package io.splitplot.cli.config;

import org.jspecify.annotations.NullMarked;
