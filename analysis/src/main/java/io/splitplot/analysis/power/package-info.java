/** What a t test will find, and how many units it needs for that. */
@NullMarked
package io.splitplot.analysis.power;

import org.jspecify.annotations.NullMarked;
