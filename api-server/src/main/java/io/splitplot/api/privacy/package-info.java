/** What is stored of a person: exporting all of it, and forgetting whose it is. */
@NullMarked
package io.splitplot.api.privacy;

import org.jspecify.annotations.NullMarked;
