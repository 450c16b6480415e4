/** Domains, holdouts and shared controls: who owns buckets of a layer beside experiments. */
@NullMarked
package io.splitplot.api.owner;

import org.jspecify.annotations.NullMarked;
