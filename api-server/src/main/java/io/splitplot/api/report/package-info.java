/** Reports and the audit log. */
@NullMarked
package io.splitplot.api.report;

import org.jspecify.annotations.NullMarked;
