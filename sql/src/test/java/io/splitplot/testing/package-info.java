/** What tests of every module share: a real database each. */
@NullMarked
package io.splitplot.testing;

import org.jspecify.annotations.NullMarked;
