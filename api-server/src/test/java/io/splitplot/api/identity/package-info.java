/** Tests of identities. */
@NullMarked
package io.splitplot.api.identity;

import org.jspecify.annotations.NullMarked;
